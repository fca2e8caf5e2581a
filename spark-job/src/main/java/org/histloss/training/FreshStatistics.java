package org.histloss.training;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Computes batch norm's running statistics anew: the means over a round's mini-batches of what each
 * layer meets there with the averaged parameters. Statistics that were averaged come from replicas
 * that no longer exist, and lag behind.
 *
 * @param start the averaged replica
 * @param clock sets dropout masks, as below each layer training is what is measured
 */
record FreshStatistics(RoundStart start, StepClock clock)
    implements Function2<Integer, Iterator<DataSet>, Iterator<FreshStatistics.Sums>> {

  /**
   * A worker's sums over its mini-batches.
   *
   * @param values channel means and mean squares, slot by slot
   */
  record Sums(int worker, int batches, double[] values) implements Serializable {}

  /**
   * The parameters with new statistics.
   *
   * @param round the mini-batches, one partition a worker
   */
  static float[] replace(
      JavaRDD<DataSet> round, FreshStatistics task, BatchNormSlots slots, float[] parameters) {
    List<Sums> parts =
        round.mapPartitionsWithIndex(task, true).collect().stream()
            .sorted(Comparator.comparingInt(Sums::worker))
            .toList();
    int batches = parts.stream().mapToInt(Sums::batches).sum();
    double[] sums = WorkerTree.sum(parts.size(), i -> parts.get(i).values());
    double[] fresh = WorkerTree.scaled(parameters, 1.0);
    int at = 0;
    for (BatchNormSlots.Slot slot : slots.slots()) {
      for (int c = 0; c < slot.size(); c++) {
        fresh[slot.mean() + c] = sums[at + c] / batches;
        fresh[slot.variance() + c] = sums[at + slot.size() + c] / batches;
      }
      at += 2 * slot.size();
    }
    slots.toVariance(fresh);
    return WorkerTree.divided(fresh, 1.0);
  }

  @Override
  public Iterator<Sums> call(Integer worker, Iterator<DataSet> batches) {
    if (!batches.hasNext()) {
      return List.<Sums>of().iterator();
    }
    ComputationGraph graph = start.open(worker);
    BatchNormSlots slots = BatchNormSlots.of(graph);
    double[] sums = new double[slots.slots().stream().mapToInt(slot -> 2 * slot.size()).sum()];
    int count = 0;
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      clock.set(graph, BatchAssembly.number(batch));
      add(graph.feedForward(new INDArray[] {batch.getFeatures()}, true), graph, slots, sums);
      graph.clear();
      count++;
    }
    return List.of(new Sums(worker, count, sums)).iterator();
  }

  private static void add(
      Map<String, INDArray> activations,
      ComputationGraph graph,
      BatchNormSlots slots,
      double[] to) {
    int at = 0;
    for (BatchNormSlots.Slot slot : slots.slots()) {
      String below = graph.getConfiguration().getVertexInputs().get(slot.layer()).get(0);
      INDArray input = activations.get(below).castTo(DataType.DOUBLE);
      int[] others = input.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
      INDArray mean = input.mean(others);
      INDArray square = input.mul(input).mean(others);
      for (int c = 0; c < slot.size(); c++) {
        to[at + c] += mean.getDouble(c);
        to[at + slot.size() + c] += square.getDouble(c);
      }
      at += 2 * slot.size();
    }
  }
}
