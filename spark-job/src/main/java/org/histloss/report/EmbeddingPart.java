package org.histloss.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.histloss.report.findings.EmbeddingHealth;

/** State of the embedding: a verdict in words, and the figures behind it. */
final class EmbeddingPart {
  private EmbeddingPart() {}

  /**
   * The part.
   *
   * @param style {@code sound}, or {@code doubtful} where there is something to mend
   * @param verdict in one sentence
   * @param facts name → value, in order
   */
  public record State(String style, String verdict, Map<String, String> facts) {}

  /** The state, or null where it is not known. */
  static State of(ReportData data) {
    EmbeddingHealth health = data.findings() == null ? null : data.findings().embedding();
    if (health == null) {
      return null;
    }
    boolean sound = health.verdict() == EmbeddingHealth.Verdict.SOUND && health.zeros() == 0;
    return new State(sound ? "sound" : "doubtful", verdict(health), facts(health));
  }

  private static String verdict(EmbeddingHealth health) {
    String directions =
        "it varies in about %s of its %s dimensions"
            .formatted(directions(health.effectiveDimension()), Figures.whole(health.dimension()));
    String zeros =
        health.zeros() == 0
            ? ""
            : " %s samples have a zero embedding, whose similarity to everything is 0."
                .formatted(Figures.whole(health.zeros()));
    return switch (health.verdict()) {
      case COLLAPSED ->
          "The embedding has collapsed: two random samples have a similarity of %s, and %s.%s"
              .formatted(Figures.similarity(health.meanSimilarity()), directions, zeros);
      case NARROW ->
          "No collapse, but the embedding is narrow: %s. A smaller embedding-dimension might do.%s"
              .formatted(directions, zeros);
      case SOUND -> "No collapse: %s; %s.%s".formatted(directions, rule(health), zeros);
    };
  }

  /** A few dimensions of many may look like little: says what would be too little. */
  private static String rule(EmbeddingHealth health) {
    String least = directions(health.collapse());
    String mean = Figures.similarity(EmbeddingHealth.ONE_WAY);
    return health.collapse() > 0
        ? "below %s, or with a mean similarity above %s, it would be one".formatted(least, mean)
        : "the samples of a single identity should lie together";
  }

  private static String best(EmbeddingHealth health) {
    String dimension = Figures.whole(health.dimension());
    return health.reachable() < health.dimension()
        ? "%s of %s, with a direction of its own for each identity"
            .formatted(directions(health.reachable()), dimension)
        : "all %s, as there are identities enough to fill them".formatted(dimension);
  }

  private static String directions(double effectiveDimension) {
    return String.format(Locale.ROOT, "%.1f", effectiveDimension);
  }

  private static Map<String, String> facts(EmbeddingHealth health) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Effective dimension",
        "%s of %s"
            .formatted(directions(health.effectiveDimension()), Figures.whole(health.dimension())));
    if (health.reachable() != null && health.reachable() > 0) {
      facts.put("Effective dimension to expect at best", best(health));
    }
    facts.put("Mean similarity of two samples", Figures.similarity(health.meanSimilarity()));
    EmbeddingHealth.Norms norms = health.norms();
    if (norms != null) {
      facts.put(
          "Length before normalisation",
          "%s at least, %s in the middle, %s at most"
              .formatted(
                  Figures.real(norms.min()),
                  Figures.real(norms.median()),
                  Figures.real(norms.max())));
    }
    facts.put("Zero embeddings", Figures.whole(health.zeros()));
    facts.put("Taken from", Figures.whole(health.sampled()) + " samples, evenly over the split");
    return facts;
  }
}
