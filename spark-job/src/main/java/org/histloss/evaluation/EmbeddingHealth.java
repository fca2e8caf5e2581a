package org.histloss.evaluation;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.histloss.evaluation.Insights.Health;
import org.histloss.evaluation.retrieval.RetrievalItems;

/**
 * Whether an embedding makes use of its dimensions, from a sample of its rows.
 *
 * <p>The effective dimension is the participation ratio (Σλ)²/Σλ² of the covariance's eigenvalues λ
 * (Gao et al., A theory of multineuronal dimensionality, dynamics and measurement, 2017): D where
 * all D directions vary alike, 1 where only one varies. Σλ is the trace of the covariance and Σλ²
 * its squared Frobenius norm, and both are the same for the centred Gram matrix G = X̃X̃ᵀ of the
 * rows, so that no eigenvalue is computed: (tr G)²/‖G‖². A sample of n rows can't show more than n
 * − 1.
 *
 * <p>Products are summed in index order: the same bits on every machine.
 */
final class EmbeddingHealth {
  private static final int MOST_ROWS = 2_048;
  private static final int LEAST_ROWS = 256;

  /** Multiplications that take about a second. */
  private static final double WORK = 1e9;

  private EmbeddingHealth() {}

  /**
   * Rows that the figures are taken from, evenly over the split; all where it is small. Distractors
   * and junk are left out: they are many things under one identity. What they are is said by the
   * data, not by the protocol, whose draws leave most samples out.
   */
  static int[] sample(EmbeddedSplit split, SampleFacts facts) {
    double affordable = Math.sqrt(2 * WORK / split.dimension());
    int most = (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, affordable));
    int[] own = IntStream.range(0, facts.size()).filter(row -> own(facts.get(row))).toArray();
    int count = Math.min(own.length, most);
    return IntStream.range(0, count).map(i -> own[(int) ((long) i * own.length / count)]).toArray();
  }

  private static boolean own(SampleFacts.Sample sample) {
    return !"distractor".equals(sample.role()) && !"junk".equals(sample.role());
  }

  /**
   * The figures.
   *
   * @param sampled the rows from {@link #sample} with their embeddings
   * @param zeros samples of the split whose embedding is zero
   * @param norms of the sampled embeddings before normalisation, or null where they are not known
   */
  static Health of(RetrievalItems sampled, long zeros, double[] norms) {
    double[][] gram = gram(sampled);
    return new Health(
        sampled.dimension(),
        zeros,
        sampled.size(),
        meanSimilarity(gram),
        effectiveDimension(gram),
        reachable(sampled),
        norms == null ? null : norms(norms));
  }

  private static Health.Norms norms(double[] norms) {
    double[] sorted = norms.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    double median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
    return new Health.Norms(sorted[0], median, sorted[last]);
  }

  private static double[][] gram(RetrievalItems items) {
    int n = items.size();
    double[][] gram = new double[n][n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j <= i; j++) {
                gram[i][j] = items.similarity(i, j);
              }
            });
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        gram[i][j] = gram[j][i];
      }
    }
    return gram;
  }

  private static double meanSimilarity(double[][] gram) {
    double sum = 0;
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += gram[i][j];
      }
    }
    return gram.length < 2 ? 1 : sum / (gram.length * (gram.length - 1) / 2.0);
  }

  /** 0 where all rows are equal. */
  private static double effectiveDimension(double[][] gram) {
    int n = gram.length;
    double[] means = Arrays.stream(gram).mapToDouble(row -> sum(row) / n).toArray();
    double mean = sum(means) / n;
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double centred = gram[i][j] - means[i] - means[j] + mean;
        squares += centred * centred;
        trace += i == j ? centred : 0;
      }
    }
    // What rounding leaves of equal rows is no variance.
    return trace > 1e-9 * n ? trace * trace / squares : 0;
  }

  /**
   * The effective dimension of orthogonal unit vectors, one for each identity. With p the
   * identities' shares of the rows the covariance is diag(p) − ppᵀ: its trace 1 − Σp², its squared
   * norm Σp² − 2Σp³ + (Σp²)². That is n − 1 for n equal shares; uneven ones reach less.
   */
  private static double reachable(RetrievalItems sampled) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int row = 0; row < sampled.size(); row++) {
      sizes.merge(sampled.identity(row), 1, Integer::sum);
    }
    if (sizes.size() < 2) {
      return 0;
    }
    double squares = 0;
    double cubes = 0;
    for (int size : sizes.values()) {
      double share = (double) size / sampled.size();
      squares += share * share;
      cubes += share * share * share;
    }
    double trace = 1 - squares;
    return trace * trace / (squares - 2 * cubes + squares * squares);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
