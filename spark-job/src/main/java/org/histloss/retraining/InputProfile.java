package org.histloss.retraining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.report.history.HistoryEntry.Drift;
import org.histloss.retraining.drift.Movement;

/**
 * {@code profile.json}: how a data set's inputs are distributed, by a few statistics of each
 * sample.
 *
 * @param quantiles 201 equally spaced ones, ascending, by statistic
 */
record InputProfile(Map<String, List<Double>> quantiles) {
  private static final int POINTS = 201;
  private static final List<String> PICTURES = List.of("input brightness", "input contrast");
  private static final List<String> FEATURES = List.of("input mean", "input spread", "input norm");

  /**
   * The profile of some samples.
   *
   * @param statistics one array a sample, of {@link #statistics}, in a fixed order
   */
  static InputProfile of(SampleShape shape, List<double[]> statistics) {
    List<String> names = shape.picture() ? PICTURES : FEATURES;
    Map<String, List<Double>> quantiles = new LinkedHashMap<>();
    for (int i = 0; i < names.size() && !statistics.isEmpty(); i++) {
      int at = i;
      double[] sorted = statistics.stream().mapToDouble(s -> s[at]).sorted().toArray();
      List<Double> points = new ArrayList<>();
      for (int point = 0; point < POINTS; point++) {
        points.add(sorted[(int) Math.round(point * (sorted.length - 1.0) / (POINTS - 1))]);
      }
      quantiles.put(names.get(i), points);
    }
    return new InputProfile(quantiles);
  }

  /** Mean and standard deviation of a sample's numbers; of feature vectors the norm as well. */
  static double[] statistics(SampleShape shape, float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    double spread = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
    return shape.picture()
        ? new double[] {mean, spread}
        : new double[] {mean, spread, Math.sqrt(squares)};
  }

  /** How far the inputs moved since another profile; nothing where that had other statistics. */
  List<Drift> since(InputProfile before) {
    if (before == null) {
      return List.of();
    }
    List<Drift> moved = new ArrayList<>();
    quantiles.forEach(
        (name, points) -> {
          List<Double> reference = before.quantiles.get(name);
          if (reference != null) {
            moved.add(Movement.ofQuantiles(name, array(reference), array(points)));
          }
        });
    return moved;
  }

  private static double[] array(List<Double> values) {
    return Arrays.stream(values.toArray(Double[]::new)).mapToDouble(Double::doubleValue).toArray();
  }
}
