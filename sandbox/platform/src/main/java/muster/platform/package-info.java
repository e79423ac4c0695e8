/** Kafka, DynamoDB and SQS inside this JVM, each behind its real wire protocol on 127.0.0.1. */
@NullMarked
package muster.platform;

import org.jspecify.annotations.NullMarked;
