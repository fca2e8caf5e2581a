package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.histloss.evaluation.Insights.Cameras;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalMetrics;

/**
 * Scores for each camera of the queries and each camera of the gallery. The gallery is restricted
 * to that camera; all other rules of the protocol stay, so that within one camera a cross-camera
 * protocol has nothing to score.
 */
final class CameraPairs {
  /** More cameras don't fit on a page; those with the most queries are taken. */
  static final int MOST = 12;

  private final SampleFacts facts;
  private final EmbeddedSplit split;
  private final RetrievalItems items;

  CameraPairs(SampleFacts facts, EmbeddedSplit split) {
    this.facts = facts;
    this.split = split;
    this.items = split.facts();
  }

  /**
   * What is made of the ranking of a pair.
   *
   * @param <T> what comes out
   */
  interface OfPair<T> {
    T of(String query, String gallery, Evaluation ranked);
  }

  /** The table, or null where fewer than two cameras take part. */
  static Cameras of(SampleFacts facts, EmbeddedSplit split) {
    return new CameraPairs(facts, split).table();
  }

  private Cameras table() {
    List<String> shown = cameras();
    return shown.isEmpty()
        ? null
        : new Cameras(
            shown,
            queriesByCamera().size() - shown.size(),
            queriesWithout(),
            ranked(shown, CameraPairs::cell));
  }

  private int queriesWithout() {
    return (int)
        IntStream.range(0, items.size())
            .filter(row -> items.role(row).query() && facts.get(row).camera() == null)
            .count();
  }

  /** The cameras whose pairs are ranked, by name; none where fewer than two take part. */
  List<String> cameras() {
    Map<String, Integer> queries = queriesByCamera();
    if (queries.size() < 2) {
      return List.of();
    }
    // The map is in the order of names, and the sort is stable: equal numbers stay so.
    return queries.keySet().stream()
        .sorted(Comparator.comparing(queries::get, Comparator.reverseOrder()))
        .limit(MOST)
        .sorted()
        .toList();
  }

  /** The cameras that ask and whose pairs are not ranked, by name. */
  List<String> others() {
    List<String> taken = cameras();
    return taken.isEmpty()
        ? List.of()
        : queriesByCamera().entrySet().stream()
            .filter(camera -> camera.getValue() > 0 && !taken.contains(camera.getKey()))
            .map(Map.Entry::getKey)
            .toList();
  }

  /** Ranks each camera's queries against each camera's gallery, one pair at a time. */
  <T> List<T> ranked(List<String> cameras, OfPair<T> work) {
    List<T> pairs = new ArrayList<>();
    for (String query : cameras) {
      cameras.forEach(gallery -> pairs.add(work.of(query, gallery, ranked(query, gallery))));
    }
    return List.copyOf(pairs);
  }

  /** Cameras of queries and gallery items, each with its number of queries. */
  private Map<String, Integer> queriesByCamera() {
    Map<String, Integer> queries = new TreeMap<>();
    for (int row = 0; row < items.size(); row++) {
      Role role = items.role(row);
      String camera = facts.get(row).camera();
      if (camera != null && (role.query() || role.gallery())) {
        queries.merge(camera, role.query() ? 1 : 0, Integer::sum);
      }
    }
    return queries;
  }

  private Evaluation ranked(String query, String gallery) {
    Role[] roles = new Role[items.size()];
    for (int row = 0; row < roles.length; row++) {
      String camera = facts.get(row).camera();
      roles[row] = role(items.role(row), query.equals(camera), gallery.equals(camera));
    }
    try (EmbeddedSplit part = split.withRoles(roles)) {
      return part.evaluate();
    }
  }

  private static Cameras.Cell cell(String query, String gallery, Evaluation ranked) {
    RetrievalMetrics.Result metrics = ranked.metrics();
    boolean scored = metrics.evaluated() > 0;
    return new Cameras.Cell(
        query,
        gallery,
        metrics.evaluated(),
        scored ? metrics.recallAt(1) : null,
        scored ? metrics.meanAveragePrecision() : null);
  }

  private static Role role(Role role, boolean ofQueries, boolean ofGallery) {
    boolean query = role.query() && ofQueries;
    boolean gallery = role.gallery() && ofGallery;
    if (query) {
      return gallery ? Role.BOTH : Role.QUERY;
    }
    if (!gallery) {
      return Role.JUNK;
    }
    return role == Role.DISTRACTOR ? Role.DISTRACTOR : Role.GALLERY;
  }
}
