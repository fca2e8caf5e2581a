package org.histloss.evaluation.retrieval;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Embeddings of the sizes of public data sets: unit rows around a direction for each identity, with
 * so much noise that about a third of the queries find a right item first.
 */
final class MadeSamples {
  private static final int DIMENSION = 512;
  private static final int CAMERAS = 6;
  private static final double NOISE = 2.9;

  private MadeSamples() {}

  /**
   * As many as Market-1501 has: 3,368 queries of 750 identities, a gallery of 19,732, of it 6,617
   * distractors, six cameras.
   */
  static RetrievalItems market() {
    Maker maker = new Maker(3_368 + 19_732, 1);
    for (int i = 0; i < 13_115; i++) {
      maker.add(i % 750, Role.GALLERY);
    }
    for (int i = 0; i < 3_368; i++) {
      maker.add(i % 750, Role.QUERY);
    }
    for (int i = 0; i < 6_617; i++) {
      maker.add(750 + i, Role.DISTRACTOR);
    }
    return maker.items();
  }

  /** As many as the test half of Online Products has: 60,502 of 11,316 identities, no camera. */
  static RetrievalItems products() {
    Maker maker = new Maker(60_502, 2);
    for (int i = 0; i < 60_502; i++) {
      maker.add(i % 11_316, Role.BOTH);
    }
    return maker.items();
  }

  /** Takes samples in any order and gives them ordinals in the order of their identities. */
  private static final class Maker {
    private final int[] identities;
    private final int[] cameras;
    private final Role[] roles;
    private final Random random;
    private int size;

    Maker(int samples, long seed) {
      this.identities = new int[samples];
      this.cameras = new int[samples];
      this.roles = new Role[samples];
      this.random = new Random(seed);
    }

    void add(int identity, Role role) {
      identities[size] = identity;
      cameras[size] = random.nextInt(CAMERAS);
      roles[size++] = role;
    }

    /** The gallery first, as data sets have their files; by identity as ordinals are. */
    RetrievalItems items() {
      Integer[] byIdentity = new Integer[size];
      Arrays.setAll(byIdentity, i -> i);
      Arrays.sort(byIdentity, Comparator.comparingInt(i -> identities[i]));
      long[] ordinals = new long[size];
      for (int ordinal = 0; ordinal < size; ordinal++) {
        ordinals[byIdentity[ordinal]] = ordinal;
      }
      Integer[] stored = new Integer[size];
      Arrays.setAll(stored, i -> i);
      Arrays.sort(
          stored,
          Comparator.<Integer, Boolean>comparing(i -> !roles[i].gallery())
              .thenComparingLong(i -> ordinals[i]));
      INDArray rows = Nd4j.createUninitialized(size, DIMENSION);
      FloatBuffer numbers = rows.data().asNioFloat();
      for (int i : stored) {
        numbers.put(row(identities[i]));
      }
      return RetrievalItems.of(
          rows,
          Arrays.stream(stored).mapToLong(i -> ordinals[i]).toArray(),
          Arrays.stream(stored).mapToInt(i -> identities[i]).toArray(),
          Arrays.stream(stored).mapToInt(i -> cameras[i]).toArray(),
          Arrays.stream(stored).map(i -> roles[i]).toArray(Role[]::new));
    }

    private float[] row(int identity) {
      Random centre = new Random(identity * 7_919L + 17);
      double[] values = new double[DIMENSION];
      double squares = 0;
      for (int i = 0; i < DIMENSION; i++) {
        values[i] = centre.nextGaussian() + NOISE * random.nextGaussian();
        squares += values[i] * values[i];
      }
      float[] row = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        row[i] = (float) (values[i] / Math.sqrt(squares));
      }
      return row;
    }
  }
}
