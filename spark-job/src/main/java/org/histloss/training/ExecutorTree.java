package org.histloss.training;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * {@link WorkerTree}'s sum on the executors: the same tree, level by level a shuffle, so the same
 * bits, without all workers' arrays ever being on the driver.
 */
final class ExecutorTree {
  private ExecutorTree() {}

  /**
   * The sum over some of the workers.
   *
   * @param from the first worker of these
   * @param values null where none of them takes part
   */
  record Partial(int from, double[] values) implements Serializable {}

  /**
   * Σ over the workers.
   *
   * @param parts one a worker, its {@code from} the worker's index
   * @return null when none takes part
   */
  static double[] sum(JavaRDD<Partial> parts, int workers) {
    JavaRDD<Partial> level = parts;
    for (int depth = depth(workers) - 1; depth >= 0; depth--) {
      int here = depth;
      int nodes = Math.min(workers, 1 << depth);
      level =
          level
              .mapToPair(part -> new Tuple2<>(rangeStart(workers, part.from(), here), part))
              .groupByKey(new HashPartitioner(nodes))
              .map(group -> combined(group._1(), group._2()));
    }
    return level.collect().get(0).values();
  }

  private static Partial combined(int from, Iterable<Partial> parts) {
    // Left before right, whichever came first.
    TreeMap<Integer, Partial> inOrder = new TreeMap<>();
    parts.forEach(part -> inOrder.put(part.from(), part));
    List<double[]> taking =
        inOrder.values().stream().map(Partial::values).filter(Objects::nonNull).toList();
    return new Partial(from, taking.isEmpty() ? null : added(taking.iterator()));
  }

  private static double[] added(Iterator<double[]> parts) {
    double[] sum = parts.next().clone();
    while (parts.hasNext()) {
      double[] next = parts.next();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += next[i];
      }
    }
    return sum;
  }

  /** Levels of the tree below its root. */
  static int depth(int workers) {
    return workers <= 1 ? 0 : 1 + depth(workers - workers / 2);
  }

  /** The first worker of the node at this depth in whose range a worker lies. */
  static int rangeStart(int workers, int worker, int depth) {
    int from = 0;
    int end = workers;
    for (int level = 0; level < depth && end - from > 1; level++) {
      int middle = (from + end) >>> 1;
      if (worker < middle) {
        end = middle;
      } else {
        from = middle;
      }
    }
    return from;
  }
}
