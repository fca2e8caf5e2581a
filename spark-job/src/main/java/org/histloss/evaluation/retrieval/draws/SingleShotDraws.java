package org.histloss.evaluation.retrieval.draws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.histloss.batch.Seeds;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;

/**
 * The draws of {@link SingleShot}: which samples take part in each, and the scores over all.
 *
 * <p>Of an identity's candidates the one whose hash of (seed, draw, sample) is smallest is drawn.
 * So a draw depends on neither the order of rows nor on which other identities there are.
 */
public final class SingleShotDraws {
  private final SingleShot protocol;
  private final RetrievalItems items;
  private final long[] keys;
  private final List<Candidates> candidates;
  private final int leftOut;

  /** Rows of one identity that may be drawn. */
  private record Candidates(int[] probes, int[] gallery) {
    boolean complete() {
      return probes.length > 0 && gallery.length > 0;
    }
  }

  /**
   * What all draws found.
   *
   * @param metrics means over the draws' queries; as each draw has as many, means over draws too
   * @param byIdentity measures with the draws' queries grouped by identity
   * @param spread over the draws
   * @param first what the first draw found
   */
  public record Result(
      RetrievalMetrics.Result metrics,
      Map<Measure, IdentityMeans> byIdentity,
      DrawSpread spread,
      Evaluation first) {}

  /**
   * Finds who can be drawn.
   *
   * @param items all samples with their own roles, embeddings don't matter: queries of the probes'
   *     camera and gallery items of the other can be drawn, distractors stay in each gallery, junk
   *     takes no part
   * @param keys [n], one for each row of {@code items}: hashes that tell samples apart
   * @param probeCamera camera code of the probes
   * @param galleryCamera camera code of the gallery items
   */
  public SingleShotDraws(
      SingleShot protocol, RetrievalItems items, long[] keys, int probeCamera, int galleryCamera) {
    if (keys.length != items.size()) {
      throw new IllegalArgumentException(
          "keys has " + keys.length + " entries: must have one for each of " + items.size());
    }
    this.protocol = protocol;
    this.items = items;
    this.keys = keys.clone();
    Map<Integer, int[]> probes =
        byIdentity(row -> items.role(row).query() && items.camera(row) == probeCamera);
    Map<Integer, int[]> gallery =
        byIdentity(row -> shown(row) && items.camera(row) == galleryCamera);
    TreeSet<Integer> identities =
        new TreeSet<>(byIdentity(row -> items.role(row).query() || shown(row)).keySet());
    this.candidates =
        identities.stream()
            .map(
                identity ->
                    new Candidates(
                        probes.getOrDefault(identity, new int[0]),
                        gallery.getOrDefault(identity, new int[0])))
            .filter(Candidates::complete)
            .toList();
    this.leftOut = identities.size() - candidates.size();
  }

  /** Whether a row is in the gallery and may be relevant. */
  private boolean shown(int row) {
    return items.role(row).gallery() && items.role(row) != Role.DISTRACTOR;
  }

  private Map<Integer, int[]> byIdentity(IntPredicate member) {
    Map<Integer, List<Integer>> rows = new TreeMap<>();
    IntStream.range(0, items.size())
        .filter(member)
        .forEach(row -> rows.computeIfAbsent(items.identity(row), i -> new ArrayList<>()).add(row));
    Map<Integer, int[]> arrays = new TreeMap<>();
    rows.forEach((identity, of) -> arrays.put(identity, of.stream().mapToInt(i -> i).toArray()));
    return arrays;
  }

  /** Identities that take part in each draw: its number of queries. */
  public int identities() {
    return candidates.size();
  }

  /** Identities that lack a sample of either camera. */
  public int leftOut() {
    return leftOut;
  }

  /**
   * The samples' roles in one draw, [n].
   *
   * @param draw from 0
   */
  public Role[] roles(int draw) {
    Role[] roles = undrawn();
    for (Candidates identity : candidates) {
      roles[drawn(draw, identity.probes())] = Role.QUERY;
      roles[drawn(draw, identity.gallery())] = Role.GALLERY;
    }
    return roles;
  }

  /** All that can be drawn, at once: each pair that some draw may compare. */
  private Role[] everyPair() {
    Role[] roles = undrawn();
    for (Candidates identity : candidates) {
      Arrays.stream(identity.probes()).forEach(row -> roles[row] = Role.QUERY);
      Arrays.stream(identity.gallery()).forEach(row -> roles[row] = Role.GALLERY);
    }
    return roles;
  }

  private Role[] undrawn() {
    Role[] roles = new Role[items.size()];
    Arrays.setAll(roles, row -> items.role(row) == Role.DISTRACTOR ? Role.DISTRACTOR : Role.JUNK);
    return roles;
  }

  private int drawn(int draw, int[] rows) {
    int chosen = rows[0];
    long least = Long.MAX_VALUE;
    for (int row : rows) {
      long hash = Seeds.mix(protocol.seed(), draw, keys[row]);
      if (hash < least) {
        least = hash;
        chosen = row;
      }
    }
    return chosen;
  }

  /**
   * Makes and ranks all draws.
   *
   * @param ranking ranks the samples under other roles, by {@link SingleShot#ofOneRanking}
   * @return its {@code first} has the first draw's outcomes, the metrics of all, and the
   *     distributions of each pair that may be drawn, once
   */
  public Result evaluate(Function<Role[], Evaluation> ranking) {
    RetrievalMetrics pooled = new RetrievalMetrics();
    Map<Measure, double[]> sums = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      sums.put(measure, new double[identities()]);
    }
    Evaluation first = ranking.apply(roles(0));
    int gallery = first.metrics().gallery();
    DrawSpread.Deviations deviations = new DrawSpread.Deviations(gallery + 1);
    for (int draw = 0; draw < protocol.draws(); draw++) {
      Evaluation found = draw == 0 ? first : ranking.apply(roles(draw));
      found.outcomes().forEach(pooled::accept);
      add(sums, found.outcomes());
      deviations.accept(scores(found.metrics()));
    }
    RetrievalMetrics.Result metrics = pooled.result(gallery);
    return new Result(
        metrics,
        means(sums),
        spread(deviations.result()),
        new Evaluation(metrics, first.outcomes(), ranking.apply(everyPair()).distributions()));
  }

  /** Adds to each identity's sums, which lie by identity code. */
  private void add(Map<Measure, double[]> sums, List<QueryOutcome> outcomes) {
    Map<Integer, QueryOutcome> ofIdentity = new TreeMap<>();
    outcomes.forEach(outcome -> ofIdentity.put(items.identity(outcome.row()), outcome));
    int position = 0;
    for (QueryOutcome outcome : ofIdentity.values()) {
      for (Measure measure : Measure.values()) {
        sums.get(measure)[position] += measure.of(outcome);
      }
      position++;
    }
  }

  private Map<Measure, IdentityMeans> means(Map<Measure, double[]> sums) {
    long[] queries = new long[identities()];
    Arrays.fill(queries, protocol.draws());
    Map<Measure, IdentityMeans> means = new EnumMap<>(Measure.class);
    sums.forEach((measure, of) -> means.put(measure, IdentityMeans.ofSums(of, queries)));
    return means;
  }

  /** Recall@1 … Recall@gallery, then mAP. */
  private static double[] scores(RetrievalMetrics.Result metrics) {
    double[] scores = Arrays.copyOf(metrics.cmc(metrics.gallery()), metrics.gallery() + 1);
    scores[metrics.gallery()] = metrics.meanAveragePrecision();
    return scores;
  }

  private DrawSpread spread(double[] deviations) {
    int gallery = deviations.length - 1;
    return new DrawSpread(
        protocol.draws(),
        identities(),
        leftOut,
        Arrays.copyOf(deviations, gallery),
        deviations[gallery]);
  }
}
