package org.histloss.report.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.histloss.report.Rankings;
import org.histloss.report.ReportData;
import org.histloss.report.Scores;
import org.histloss.report.Similarities;

/**
 * Everything one comparison says: {@code comparison.json}, {@code comparison.html} and the charts
 * are drawn from this object alone.
 *
 * @param formatVersion {@link #FORMAT_VERSION} of the writer
 * @param title what was compared on what, in a few words
 * @param created when, as ISO-8601 text, or null
 * @param data on what the models were compared
 * @param protocol by which rules the scores were taken
 * @param bootstrap how the intervals were found
 * @param models the models, the reference first
 * @param held every other model held against the reference, in the order of {@code models}
 * @param settings effective configuration, key → value
 * @param versions component → version
 * @param timings phase → seconds, in the order they ran
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Comparison(
    int formatVersion,
    String title,
    String created,
    Data data,
    ReportData.Protocol protocol,
    Bootstrap bootstrap,
    List<Model> models,
    List<Held> held,
    Map<String, String> settings,
    Map<String, String> versions,
    Map<String, Double> timings) {

  private static final String RECALL = "recall@";

  /** Version of this tree. */
  public static final int FORMAT_VERSION = 1;

  /**
   * Keeps copies of lists and maps in their order.
   *
   * @throws IllegalArgumentException for fewer than two models, or not one held for each but the
   *     first
   */
  public Comparison {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(protocol, "protocol");
    models = List.copyOf(models);
    held = List.copyOf(held);
    settings = inOrder(settings);
    versions = inOrder(versions);
    timings = inOrder(timings);
    if (models.size() < 2 || held.size() != models.size() - 1) {
      throw new IllegalArgumentException(
          "%d models, %d of them held against the first: must be two or more, and all but one"
              .formatted(models.size(), held.size()));
    }
  }

  /** Which Recall@K looks beyond the gallery's end, in one sentence; null where none does. */
  public String beyond() {
    List<Integer> ranks =
        models.get(0).scores().keySet().stream()
            .filter(name -> name.startsWith(RECALL))
            .map(name -> Integer.valueOf(name.substring(RECALL.length())))
            .toList();
    return Scores.beyond(ranks, data.gallery());
  }

  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * On what the models were compared.
   *
   * @param path the data set's folder
   * @param version of the data set
   * @param shape one sample in words
   * @param split {@code train}, {@code val} or {@code test}
   * @param queries that were scored
   * @param skipped queries that were not, as nothing in the gallery is right for them
   * @param gallery gallery samples
   * @param identities that have a query which was scored
   */
  public record Data(
      String path,
      String version,
      String shape,
      String split,
      long queries,
      long skipped,
      long gallery,
      int identities) {}

  /**
   * How the intervals were found.
   *
   * @param draws how often identities were redrawn, the same for all models
   * @param seed of the draws
   * @param confidence of the intervals of differences; those of single scores have 0.95
   */
  public record Bootstrap(int draws, long seed, double confidence) {}

  /**
   * One model.
   *
   * @param name by which it differs from the others
   * @param folder where it lies
   * @param dimension numbers in an embedding
   * @param scores fractions by name: {@code recall@K} at the ranks of the settings, {@code mAP}
   * @param intervals 95 % of {@code recall@1} and {@code mAP}, by name
   * @param similarities of the split's pairs
   * @param zeroEmbeddings samples without a direction; null where there is none
   * @param ties what equal similarities leave open, or null where none matter
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Model(
      String name,
      String folder,
      int dimension,
      Map<String, Double> scores,
      Map<String, Interval> intervals,
      Similarities.Pairs similarities,
      Long zeroEmbeddings,
      Scores.Detail.Ties ties) {
    /** Keeps copies of the maps in their order. */
    public Model {
      scores = inOrder(scores);
      intervals = inOrder(intervals);
    }
  }

  /**
   * Where a score or a difference lies, as fractions.
   *
   * @param low end
   * @param high end
   */
  public record Interval(double low, double high) {}

  /**
   * One model held against the reference.
   *
   * @param model its name
   * @param reference the reference's name
   * @param verdict which of the two is better, or that nothing can be shown, in a sentence
   * @param precision difference in mAP
   * @param recallAt1 difference in Recall@1
   * @param counts queries by the model with the higher average precision
   * @param won queries that gain most, one for each identity
   * @param lost queries that lose most, one for each identity
   */
  public record Held(
      String model,
      String reference,
      String verdict,
      @JsonProperty("mAP") Difference precision,
      @JsonProperty("recall@1") Difference recallAt1,
      Counts counts,
      List<Query> won,
      List<Query> lost) {
    /** Keeps copies of the lists. */
    public Held {
      won = List.copyOf(won);
      lost = List.copyOf(lost);
    }

    /**
     * Whether the verdict tells the figures from the reference's side: where that is the better by
     * mAP, or by Recall@1 alone. Measures that disagree show nothing.
     */
    public boolean referenceIsBetter() {
      return precision.side() + recallAt1.side() < 0;
    }

    /** The same with the two models' roles changed: told from the reference's side. */
    public Held turned() {
      return new Held(
          reference,
          model,
          verdict,
          precision.turned(),
          recallAt1.turned(),
          new Counts(counts.lost(), counts.won(), counts.equal()),
          lost,
          won);
    }

    /** As the verdict tells it: {@code model} is the better of the two, where one is. */
    public Held asTold() {
      return referenceIsBetter() ? turned() : this;
    }
  }

  /**
   * A difference of two means, as fractions.
   *
   * @param reference the reference's mean
   * @param model the model's mean
   * @param difference {@code model} less {@code reference}
   * @param interval of the difference, or null for fewer than two identities
   * @param better share of the draws in which the model is better, or null where there is no
   *     interval
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Difference(
      double reference, double model, double difference, Interval interval, Double better) {

    /** 1 where the whole interval is above zero, −1 where it is below, else 0. */
    int side() {
      return interval == null ? 0 : interval.low() > 0 ? 1 : interval.high() < 0 ? -1 : 0;
    }

    Difference turned() {
      // 0.0 − x: no difference stays +0.
      return new Difference(
          model,
          reference,
          0.0 - difference,
          interval == null ? null : new Interval(0.0 - interval.high(), 0.0 - interval.low()),
          better == null ? null : 1 - better);
    }
  }

  /**
   * Queries that were scored.
   *
   * @param won with a higher average precision than by the reference
   * @param lost with a lower one
   * @param equal with the same
   */
  public record Counts(long won, long lost, long equal) {}

  /**
   * A query on which two models differ.
   *
   * @param sample the query
   * @param relevant right results in the gallery
   * @param reference what the reference finds
   * @param model what the model finds
   */
  public record Query(Rankings.Sample sample, int relevant, Found reference, Found model) {}

  /**
   * A query's ranking by one model.
   *
   * @param averagePrecision a fraction
   * @param firstRank rank of the first right result, from 1
   * @param results the first results, most similar first
   */
  public record Found(double averagePrecision, int firstRank, List<Rankings.Result> results) {
    /** Keeps a copy of the results. */
    public Found {
      results = List.copyOf(results);
    }
  }
}
