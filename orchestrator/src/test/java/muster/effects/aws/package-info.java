/** Each adapter through the real SDK clients, against aws-sim and DynamoDB Local. */
@NullMarked
package muster.effects.aws;

import org.jspecify.annotations.NullMarked;
