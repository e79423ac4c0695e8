/** One class per AWS service: reads requests, asks the world, writes answers. */
@NullMarked
package muster.awssim.service;

import org.jspecify.annotations.NullMarked;
