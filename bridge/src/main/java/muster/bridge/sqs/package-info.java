/** Intake from SQS queues: a message leaves its queue only after Kafka has acknowledged its record. */
@NullMarked
package muster.bridge.sqs;

import org.jspecify.annotations.NullMarked;
