package org.histloss.training;

import com.codahale.metrics.Counter;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.BroadcastBlockId;

/**
 * Bytes between driver and workers, as Spark itself measures them: replicas and histograms in every
 * round, plans in every segment, and the little that Spark adds.
 *
 * <p>They are counted from the beginning of the training, not by the round: Spark tells of them
 * from a thread of its own, after the fact.
 */
final class RoundTraffic extends SparkListener {
  /** What the driver put up to be fetched, serialised; each executor fetches it once. */
  final Counter broadcast = new Counter();

  /** What tasks brought back to the driver, serialised. */
  final Counter collected = new Counter();

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo block = event.blockUpdatedInfo();
    // Only in memory: a block that is moved to disk or removed has been counted.
    if (block.blockId() instanceof BroadcastBlockId
        && block.blockManagerId().isDriver()
        && block.storageLevel().useMemory()) {
      broadcast.inc(block.memSize());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.taskMetrics() != null) {
      collected.inc(event.taskMetrics().resultSize());
    }
  }
}
