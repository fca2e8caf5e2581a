package org.histloss.loss;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.histloss.loss.LossGoldenCases.Check;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One golden case.
 *
 * <p>A similarity on a node has a range of valid slopes, from its left to its right one, and
 * rounding may put it on either side. A gradient is therefore compared with the range that the
 * valid slopes of its pairs allow; without such a pair the range is the one golden number.
 */
final class GoldenCase {
  private final JsonNode golden;
  private final DataType type;
  private final int nodes;
  private final double[][] xhat;
  private final double[] norms;

  GoldenCase(JsonNode golden, DataType type) {
    this.golden = golden;
    this.type = type;
    this.nodes = golden.get("R").asInt();
    this.xhat = LossGoldenCases.matrix(golden.get("xhat"));
    this.norms = norms(LossGoldenCases.matrix(golden.get("x")));
  }

  List<Check> checks() {
    INDArray rows = Nd4j.create(LossGoldenCases.matrix(golden.get("x"))).castTo(type);
    int[] codes = LossGoldenCases.ints(golden.get("labels"));
    HistogramLoss loss = new HistogramLoss(new Nodes(nodes - 1));
    BatchLoss.Result result = loss.evaluate(rows, codes);
    SimilarityHistogram counts = result.statistics().histogram();
    PairTables tables = loss.tables(counts);
    INDArray unitGradient = loss.unitGradient(rows, codes, tables);
    boolean empty = counts.empty();
    return List.of(
        check("loss", Math.abs(result.value() - golden.get("loss").asDouble()), false),
        check(
            "h+",
            empty ? 0.0 : histogram(counts.positive(), counts.positivePairs(), "h_pos"),
            false),
        check(
            "h-",
            empty ? 0.0 : histogram(counts.negative(), counts.negativePairs(), "h_neg"),
            false),
        check("dL/dxhat", outside(unitGradient, false), true),
        check("dL/dx", outside(result.gradient(), true), true),
        check("two faces", distance(result.gradient(), loss.backward(rows, codes, tables)), true));
  }

  private Check check(String quantity, double deviation, boolean gradient) {
    return new Check(
        golden.get("name").asText() + " " + type + " " + quantity,
        deviation,
        LossGoldenCases.tolerance(type, 2.0 / (nodes - 1), nodes, gradient));
  }

  private double histogram(double[] counts, long pairs, String key) {
    double[] normalised = counts.clone();
    for (int r = 0; r < normalised.length; r++) {
      normalised[r] /= pairs;
    }
    return LossGoldenCases.distance(normalised, LossGoldenCases.doubles(golden.get(key)));
  }

  private static double distance(INDArray a, INDArray b) {
    return LossGoldenCases.distance(a.dup('c').data().asDouble(), b.dup('c').data().asDouble());
  }

  /** How far a gradient lies outside the range that the pairs' valid slopes allow. */
  private double outside(INDArray gradient, boolean raw) {
    int d = xhat[0].length;
    double[][] low = new double[xhat.length][d];
    double[][] high = new double[xhat.length][d];
    for (int p = 0; p < golden.get("pairs").size(); p++) {
      JsonNode pair = golden.get("pairs").get(p);
      double left = golden.get("grad_s_left").get(p).asDouble();
      double right = golden.get("grad_s_right").get(p).asDouble();
      int i = pair.get(0).asInt();
      int j = pair.get(1).asInt();
      widen(low[i], high[i], direction(i, j, raw), left, right);
      widen(low[j], high[j], direction(j, i, raw), left, right);
    }
    double farthest = 0.0;
    for (int i = 0; i < xhat.length; i++) {
      for (int c = 0; c < d; c++) {
        double value = gradient.getDouble(i, c);
        double beyond = Math.max(low[i][c] - value, value - high[i][c]);
        farthest = Math.max(farthest, Double.isNaN(beyond) ? Double.POSITIVE_INFINITY : beyond);
      }
    }
    return farthest;
  }

  /** ds_ij/dx̂_i = x̂_j, or after the normalisation (x̂_j − ⟨x̂_j, x̂_i⟩ x̂_i)/‖x_i‖. */
  private double[] direction(int i, int j, boolean raw) {
    double[] direction = xhat[j].clone();
    if (raw) {
      double radial = 0.0;
      for (int c = 0; c < direction.length; c++) {
        radial += xhat[j][c] * xhat[i][c];
      }
      for (int c = 0; c < direction.length; c++) {
        direction[c] = (direction[c] - radial * xhat[i][c]) / norms[i];
      }
    }
    return direction;
  }

  private static void widen(
      double[] low, double[] high, double[] direction, double left, double right) {
    for (int c = 0; c < direction.length; c++) {
      low[c] += Math.min(left * direction[c], right * direction[c]);
      high[c] += Math.max(left * direction[c], right * direction[c]);
    }
  }

  private static double[] norms(double[][] x) {
    double[] norms = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double sum = 0.0;
      for (double value : x[i]) {
        sum += value * value;
      }
      norms[i] = Math.sqrt(sum);
    }
    return norms;
  }
}
