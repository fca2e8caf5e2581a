package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Retrieval items written one a line; ordinals count up unless given. */
final class ItemsBuilder {
  private record Line(long ordinal, int identity, int camera, Role role, double[] embedding) {}

  private final List<Line> lines = new ArrayList<>();

  ItemsBuilder add(int identity, int camera, Role role, double... embedding) {
    return at(lines.size(), identity, camera, role, embedding);
  }

  ItemsBuilder at(long ordinal, int identity, int camera, Role role, double... embedding) {
    lines.add(new Line(ordinal, identity, camera, role, embedding));
    return this;
  }

  /** Random unit rows near their identity's direction, some of them bit for bit equal. */
  static ItemsBuilder random(long seed, int n, int d, boolean roles) {
    Random random = new Random(seed);
    int identities = Math.max(1, n / 5);
    double[][] centres = new double[identities][];
    Arrays.setAll(centres, i -> random.doubles(d, -1, 1).toArray());
    ItemsBuilder builder = new ItemsBuilder();
    for (int i = 0; i < n; i++) {
      int identity = random.nextInt(identities);
      double[] embedding = new double[d];
      // Steps of 1/4: many equal similarities, and rows that occur more than once.
      Arrays.setAll(
          embedding, k -> Math.rint(4 * (centres[identity][k] + 0.8 * random.nextGaussian())) / 4);
      double norm = Math.sqrt(Arrays.stream(embedding).map(x -> x * x).sum());
      double scale = norm == 0 ? 0 : 1 / norm;
      Role role = roles ? Role.values()[random.nextInt(Role.values().length)] : Role.BOTH;
      builder.add(
          identity,
          random.nextInt(4) - 1,
          role,
          Arrays.stream(embedding).map(x -> x * scale).toArray());
    }
    return builder;
  }

  ItemsBuilder shuffled(long seed) {
    Collections.shuffle(lines, new Random(seed));
    return this;
  }

  RetrievalItems items(DataType type) {
    return RetrievalItems.of(
        Nd4j.createFromArray(lines.stream().map(Line::embedding).toArray(double[][]::new))
            .castTo(type),
        lines.stream().mapToLong(Line::ordinal).toArray(),
        lines.stream().mapToInt(Line::identity).toArray(),
        lines.stream().mapToInt(Line::camera).toArray(),
        lines.stream().map(Line::role).toArray(Role[]::new));
  }

  RetrievalItems items() {
    return items(DataType.DOUBLE);
  }
}
