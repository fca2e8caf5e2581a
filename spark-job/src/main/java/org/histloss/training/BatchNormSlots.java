package org.histloss.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where batch norm keeps its running means and variances among a network's parameters.
 *
 * <p>The variance of a mixture is not the mixture of the variances: replicas are averaged in mean
 * and E[x²] = variance + mean².
 *
 * @param slots one for each batch-norm layer
 */
record BatchNormSlots(List<Slot> slots) implements Serializable {

  /**
   * One layer's statistics.
   *
   * @param layer its name
   * @param mean index of the first running mean
   * @param variance index of the first running variance
   * @param size channels
   */
  record Slot(String layer, int mean, int variance, int size) implements Serializable {}

  /** The slots of an initialised network. */
  static BatchNormSlots of(ComputationGraph graph) {
    long start = graph.params().offset();
    List<Slot> slots = new ArrayList<>();
    for (GraphVertex vertex : graph.getVertices()) {
      Map<String, INDArray> table = vertex.paramTable(false);
      if (table != null && table.containsKey(BatchNormalizationParamInitializer.GLOBAL_VAR)) {
        INDArray mean = table.get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        INDArray variance = table.get(BatchNormalizationParamInitializer.GLOBAL_VAR);
        slots.add(
            new Slot(
                vertex.getVertexName(),
                Math.toIntExact(mean.offset() - start),
                Math.toIntExact(variance.offset() - start),
                Math.toIntExact(mean.length())));
      }
    }
    return new BatchNormSlots(List.copyOf(slots));
  }

  /** Turns each variance into E[x²], in place. */
  void toSecondMoment(double[] parameters) {
    for (Slot slot : slots) {
      for (int c = 0; c < slot.size(); c++) {
        double mean = parameters[slot.mean() + c];
        parameters[slot.variance() + c] += mean * mean;
      }
    }
  }

  /** Turns each E[x²] back into a variance, in place; rounding can't make it negative. */
  void toVariance(double[] parameters) {
    for (Slot slot : slots) {
      for (int c = 0; c < slot.size(); c++) {
        double mean = parameters[slot.mean() + c];
        double variance = parameters[slot.variance() + c] - mean * mean;
        parameters[slot.variance() + c] = Math.max(0.0, variance);
      }
    }
  }

  /** Copies the statistics from one network's parameters to another's. */
  void copy(float[] from, float[] to) {
    for (Slot slot : slots) {
      System.arraycopy(from, slot.mean(), to, slot.mean(), slot.size());
      System.arraycopy(from, slot.variance(), to, slot.variance(), slot.size());
    }
  }

  /** Sets the statistics to zero, in place. */
  void clear(float[] parameters) {
    for (Slot slot : slots) {
      Arrays.fill(parameters, slot.mean(), slot.mean() + slot.size(), 0.0f);
      Arrays.fill(parameters, slot.variance(), slot.variance() + slot.size(), 0.0f);
    }
  }

  /**
   * Sets the statistics to zero in a part of the parameters, in place.
   *
   * @param part of them
   * @param from the index of its first number
   */
  void clear(double[] part, long from) {
    for (Slot slot : slots) {
      clear(part, slot.mean() - from, slot.size());
      clear(part, slot.variance() - from, slot.size());
    }
  }

  private static void clear(double[] part, long at, int size) {
    int first = (int) Math.max(0, Math.min(part.length, at));
    int end = (int) Math.max(0, Math.min(part.length, at + size));
    Arrays.fill(part, first, end, 0.0);
  }

  /** The statistics alone, one layer's means and variances after the other's. */
  float[] extract(float[] parameters) {
    float[] statistics = new float[slots.stream().mapToInt(slot -> 2 * slot.size()).sum()];
    int at = 0;
    for (Slot slot : slots) {
      System.arraycopy(parameters, slot.mean(), statistics, at, slot.size());
      System.arraycopy(parameters, slot.variance(), statistics, at + slot.size(), slot.size());
      at += 2 * slot.size();
    }
    return statistics;
  }

  /** Puts what {@link #extract} gave back into a network's parameters. */
  void insert(float[] statistics, float[] parameters) {
    int at = 0;
    for (Slot slot : slots) {
      System.arraycopy(statistics, at, parameters, slot.mean(), slot.size());
      System.arraycopy(statistics, at + slot.size(), parameters, slot.variance(), slot.size());
      at += 2 * slot.size();
    }
  }

  /** Where the statistics lie in what {@link #extract} gives. */
  BatchNormSlots extracted() {
    List<Slot> packed = new ArrayList<>();
    int at = 0;
    for (Slot slot : slots) {
      packed.add(new Slot(slot.layer(), at, at + slot.size(), slot.size()));
      at += 2 * slot.size();
    }
    return new BatchNormSlots(List.copyOf(packed));
  }

  /**
   * Puts the statistics' way from their old values to the mean of several new ones in their places
   * of a gradient, as DL4J has it: the old value less the new one.
   *
   * @param gradient overwritten in these places
   * @param old parameters before
   * @param sum over the workers of new parameters, as {@link #toSecondMoment} has them; overwritten
   * @param workers how many
   */
  void replace(double[] gradient, float[] old, double[] sum, int workers) {
    for (Slot slot : slots) {
      scale(sum, slot.mean(), slot.size(), 1.0 / workers);
      scale(sum, slot.variance(), slot.size(), 1.0 / workers);
    }
    toVariance(sum);
    for (Slot slot : slots) {
      for (int c = 0; c < slot.size(); c++) {
        gradient[slot.mean() + c] = old[slot.mean() + c] - sum[slot.mean() + c];
        gradient[slot.variance() + c] = old[slot.variance() + c] - sum[slot.variance() + c];
      }
    }
  }

  private static void scale(double[] values, int from, int size, double factor) {
    for (int i = from; i < from + size; i++) {
      values[i] *= factor;
    }
  }
}
