package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.histloss.evaluation.Insights.Cameras;
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

  private CameraPairs(SampleFacts facts, EmbeddedSplit split) {
    this.facts = facts;
    this.split = split;
    this.items = split.facts();
  }

  /** The table, or null where fewer than two cameras take part. */
  static Cameras of(SampleFacts facts, EmbeddedSplit split) {
    return new CameraPairs(facts, split).table();
  }

  private Cameras table() {
    Map<String, Integer> queries = queriesByCamera();
    if (queries.size() < 2) {
      return null;
    }
    // The map is in the order of names, and the sort is stable: equal numbers stay so.
    List<String> shown =
        queries.keySet().stream()
            .sorted(Comparator.comparing(queries::get, Comparator.reverseOrder()))
            .limit(MOST)
            .sorted()
            .toList();
    List<Cameras.Cell> pairs = new ArrayList<>();
    for (String query : shown) {
      shown.forEach(gallery -> pairs.add(pair(query, gallery)));
    }
    return new Cameras(shown, queries.size() - shown.size(), List.copyOf(pairs));
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

  private Cameras.Cell pair(String query, String gallery) {
    Role[] roles = new Role[items.size()];
    for (int row = 0; row < roles.length; row++) {
      String camera = facts.get(row).camera();
      roles[row] = role(items.role(row), query.equals(camera), gallery.equals(camera));
    }
    RetrievalMetrics.Result metrics = metrics(roles);
    boolean scored = metrics.evaluated() > 0;
    return new Cameras.Cell(
        query,
        gallery,
        metrics.evaluated(),
        scored ? metrics.recallAt(1) : null,
        scored ? metrics.meanAveragePrecision() : null);
  }

  private RetrievalMetrics.Result metrics(Role[] roles) {
    try (EmbeddedSplit part = split.withRoles(roles)) {
      return part.evaluate().metrics();
    }
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
