package org.histloss.loss;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.histloss.loss.LossGoldenCases.Check;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The golden case whose pairs are counted in shards: the combined counts and the gradient taken
 * from them are those of the whole.
 */
final class GoldenShards {
  private final JsonNode golden;
  private final DataType type;
  private final int nodes;

  GoldenShards(JsonNode golden, DataType type) {
    this.golden = golden;
    this.type = type;
    this.nodes = golden.get("R").asInt();
  }

  List<Check> checks() {
    INDArray rows = Nd4j.create(LossGoldenCases.matrix(golden.get("x"))).castTo(type);
    int[] codes = LossGoldenCases.ints(golden.get("labels"));
    HistogramLoss loss = new HistogramLoss(new Nodes(nodes - 1));
    SimilarityHistogram counts = combined(rows, codes);
    PairTables tables = loss.tables(counts);
    return List.of(
        check("c+", LossGoldenCases.distance(counts.positive(), numbers("count_pos")), false),
        check("c-", LossGoldenCases.distance(counts.negative(), numbers("count_neg")), false),
        check("loss", Math.abs(counts.loss() - golden.get("loss").asDouble()), false),
        check("dL/dxhat", distance(loss.unitGradient(rows, codes, tables), "grad_xhat"), true),
        check("dL/dx", distance(loss.backward(rows, codes, tables), "grad_x"), true));
  }

  /** Pass 1: each shard counts its own pairs. */
  private SimilarityHistogram combined(INDArray rows, int[] codes) {
    int[] shardOf = LossGoldenCases.ints(golden.get("pair_shard"));
    SimilarityHistogram[] shards = new SimilarityHistogram[golden.get("n_shards").asInt()];
    java.util.Arrays.setAll(shards, s -> new SimilarityHistogram(new Nodes(nodes - 1)));
    INDArray unit = UnitRows.of(rows).unit();
    INDArray similarities = unit.mmul(unit.transpose());
    int pair = 0;
    for (int i = 0; i < codes.length; i++) {
      for (int j = i + 1; j < codes.length; j++) {
        shards[shardOf[pair++]].accept(similarities.getDouble(i, j), codes[i] == codes[j]);
      }
    }
    SimilarityHistogram whole = new SimilarityHistogram(new Nodes(nodes - 1));
    for (SimilarityHistogram shard : shards) {
      whole.combine(shard);
    }
    return whole;
  }

  private double[] numbers(String key) {
    return LossGoldenCases.doubles(golden.get(key));
  }

  private double distance(INDArray gradient, String key) {
    return LossGoldenCases.distance(
        gradient.dup('c').data().asDouble(),
        Nd4j.create(LossGoldenCases.matrix(golden.get(key))).dup('c').data().asDouble());
  }

  private Check check(String quantity, double deviation, boolean gradient) {
    // Raw counts are as large as the number of pairs; their float error grows with them.
    double scale = quantity.startsWith("c") && type == DataType.FLOAT ? 10.0 : 1.0;
    return new Check(
        golden.get("name").asText() + " " + type + " " + quantity,
        deviation,
        scale * LossGoldenCases.tolerance(type, 2.0 / (nodes - 1), nodes, gradient));
  }
}
