/** Tests of what the programs share. */
@NullMarked
package muster.service;

import org.jspecify.annotations.NullMarked;
