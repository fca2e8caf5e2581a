package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.histloss.report.findings.Findings;

/**
 * Everything one report says: {@code report.json}, {@code report.html} and the charts are drawn
 * from this object alone, so that a stored {@code report.json} renders the same report again.
 *
 * <p>Only {@code title} and {@code protocol} must be there; a part that is not known is null (or
 * empty) and is left out of the page and of the file. Made with {@link #builder}.
 *
 * @param formatVersion {@link #FORMAT_VERSION} of the writer
 * @param title what was evaluated, in a few words, such as {@code emoji-8, 32×32}
 * @param split the split that was evaluated: {@code train}, {@code val} or {@code test}; a report
 *     that doesn't say is of {@code test}
 * @param created when, as ISO-8601 text, or null
 * @param headline one sentence with the figures in words; composed from the scores
 * @param protocol by which rules the scores were taken
 * @param recallAt the ranks K at which page and tables give Recall@K, ascending; 1, 5 and 10 where
 *     the report doesn't say
 * @param test scores of the evaluated model, or null
 * @param untrained scores of the same network before training, or null
 * @param rawPixels scores of the samples' own numbers without a network, or null
 * @param similarities similarities of the split's pairs before and after training, or null
 * @param training how the training went, round by round, or null when a model is evaluated alone
 * @param rankings best and worst queries with their results, or null
 * @param findings what else the evaluation found, or null
 * @param data what the data set holds, or null
 * @param settings effective configuration, key → value
 * @param versions component → version
 * @param timings phase → seconds, in the order they ran
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReportData(
    int formatVersion,
    String title,
    String split,
    String created,
    String headline,
    Protocol protocol,
    List<Integer> recallAt,
    Scores test,
    Scores untrained,
    Scores rawPixels,
    Similarities similarities,
    TrainingHistory training,
    Rankings rankings,
    Findings findings,
    DataCounts data,
    Map<String, String> settings,
    Map<String, String> versions,
    Map<String, Double> timings) {

  /** Version of this tree; a reader refuses any other. */
  public static final int FORMAT_VERSION = 1;

  /** Keeps copies of the maps in their order, and composes the headline where none is given. */
  public ReportData {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(protocol, "protocol");
    split = split != null ? split : "test";
    recallAt = copy(recallAt).isEmpty() ? List.of(1, 5, 10) : copy(recallAt);
    settings = inOrder(settings);
    versions = inOrder(versions);
    timings = inOrder(timings);
    headline = headline != null ? headline : Headline.of(split, test, untrained, rawPixels);
  }

  /** Starts a report on {@code title}, scored by {@code protocol}. */
  public static Builder builder(String title, Protocol protocol) {
    return new Builder(title, protocol);
  }

  /** The highest rank K that its table and curves hold. */
  public int ranksHeld() {
    return new ShownRanks(this).held();
  }

  /**
   * The same report with other ranks in its table and on its CMC curves.
   *
   * @param ranks the ranks K of Recall@K, ascending
   * @param cmcRanks ranks of the CMC curves; the whole gallery where it is smaller
   * @throws org.histloss.dataset.JobException exit code 20 when the report doesn't hold them
   */
  public ReportData showing(List<Integer> ranks, int cmcRanks) {
    new ShownRanks(this).check(ranks, cmcRanks);
    return new ReportData(
        formatVersion,
        title,
        split,
        created,
        headline,
        protocol,
        ranks,
        test == null ? null : test.withRanks(cmcRanks),
        untrained == null ? null : untrained.withRanks(cmcRanks),
        rawPixels == null ? null : rawPixels.withRanks(cmcRanks),
        similarities,
        training,
        rankings,
        findings,
        data,
        settings,
        versions,
        timings);
  }

  static <V> Map<String, V> inOrder(Map<String, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /**
   * The rules of an evaluation, printed with its scores.
   *
   * @param name a short name, such as {@code cross-camera}
   * @param description one or two sentences: what is a query, what is left out, how ties fall
   * @param rules rule → value, such as {@code ties} → {@code by identity, then sample id, …}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Protocol(String name, String description, Map<String, String> rules) {
    /** Keeps a copy of the rules in their order. */
    public Protocol {
      Objects.requireNonNull(name, "protocol.name");
      rules = inOrder(rules);
    }
  }

  /** Collects the parts of a report; what is not set stays unknown. */
  public static final class Builder {
    private final String title;
    private final Protocol protocol;
    private String split;
    private String created;
    private List<Integer> recallAt;
    private Scores test;
    private Scores untrained;
    private Scores rawPixels;
    private Similarities similarities;
    private TrainingHistory training;
    private Rankings rankings;
    private Findings findings;
    private DataCounts data;
    private Map<String, String> settings;
    private Map<String, String> versions;
    private Map<String, Double> timings;

    private Builder(String title, Protocol protocol) {
      this.title = title;
      this.protocol = protocol;
    }

    /** Sets the split that was evaluated; {@code test} where it isn't set. */
    public Builder split(String value) {
      split = value;
      return this;
    }

    /** Sets the time of the evaluation, as ISO-8601 text. */
    public Builder created(String value) {
      created = value;
      return this;
    }

    /** Sets the ranks K at which page and tables give Recall@K; 1, 5 and 10 where not set. */
    public Builder recallAt(List<Integer> value) {
      recallAt = value;
      return this;
    }

    /** Sets the scores of the evaluated model. */
    public Builder test(Scores value) {
      test = value;
      return this;
    }

    /** Sets the scores of the same network before training. */
    public Builder untrained(Scores value) {
      untrained = value;
      return this;
    }

    /** Sets the scores of the samples' own numbers, without a network. */
    public Builder rawPixels(Scores value) {
      rawPixels = value;
      return this;
    }

    /** Sets the similarities of the split's pairs. */
    public Builder similarities(Similarities value) {
      similarities = value;
      return this;
    }

    /** Sets the course of the training. */
    public Builder training(TrainingHistory value) {
      training = value;
      return this;
    }

    /** Sets the best and worst queries. */
    public Builder rankings(Rankings value) {
      rankings = value;
      return this;
    }

    /** Sets what else the evaluation found. */
    public Builder findings(Findings value) {
      findings = value;
      return this;
    }

    /** Sets what the data set holds. */
    public Builder data(DataCounts value) {
      data = value;
      return this;
    }

    /** Sets the effective configuration, key → value. */
    public Builder settings(Map<String, String> value) {
      settings = value;
      return this;
    }

    /** Sets component → version. */
    public Builder versions(Map<String, String> value) {
      versions = value;
      return this;
    }

    /** Sets phase → seconds, in the order the phases ran. */
    public Builder timings(Map<String, Double> value) {
      timings = value;
      return this;
    }

    /** The report, with its headline composed from the scores. */
    public ReportData build() {
      return new ReportData(
          FORMAT_VERSION,
          title,
          split,
          created,
          null,
          protocol,
          recallAt,
          test,
          untrained,
          rawPixels,
          similarities,
          training,
          rankings,
          findings,
          data,
          settings,
          versions,
          timings);
    }
  }
}
