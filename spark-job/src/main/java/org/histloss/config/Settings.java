package org.histloss.config;

import static org.histloss.config.Rule.check;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Every setting of a job: typed, immutable, and valid once it exists.
 *
 * <p>Each record is one section of {@code reference.conf}, where each key is described; a component
 * {@code averagingPeriod} is the key {@code averaging-period}. Constructors refuse bad values with
 * {@code key = value: rule} and exit code 20. {@link SettingsReader} makes one from files and
 * options.
 */
public record Settings(
    Image image,
    Split split,
    Data data,
    Batch batch,
    Augment augment,
    LossSettings loss,
    Network network,
    Training training,
    Evaluation evaluation,
    ReportSettings report)
    implements Serializable {

  /** Checks what concerns more than one section. */
  public Settings {
    check(
        augment.shift() <= Math.min(image.height(), image.width()) / 2,
        "augment.shift",
        augment.shift(),
        "must be at most half of the picture's smaller side (" + image + ")");
    checkPartitions(data.segmentPartitions(), training);
    checkScope(loss, training);
  }

  /** Wider scopes need a loss that is a function of histograms. */
  private static void checkScope(LossSettings loss, Training training) {
    HistogramScope scope = training.averaging().histogramScope();
    check(
        scope == HistogramScope.BATCH || loss.ofHistograms(),
        "training.histogram-scope",
        SettingsBinder.kebab(scope.name()),
        "must be batch for the variant beta and for losses other than histogram");
  }

  /** Each step of the scope global has partitions of its own. */
  private static void checkPartitions(int partitions, Training training) {
    boolean global = training.averaging().histogramScope() == HistogramScope.GLOBAL;
    long least = (long) training.workers() * (global ? training.averagingPeriod() : 1);
    check(
        partitions >= least,
        "data.segment-partitions",
        partitions,
        global
            ? "must be at least training.workers × training.averaging-period (" + least + ")"
            : "must be at least training.workers (" + least + ")");
  }

  /** The effective configuration as a file that {@code --config} accepts. */
  public String effective() {
    return SettingsBinder.render(this);
  }

  /** Every key with its value as text, in the order of {@code reference.conf}. */
  public Map<String, String> values() {
    return SettingsBinder.values(this);
  }

  /** Size of a stored picture: height and width in pixels, colour channels. */
  public record Image(int height, int width, int channels) implements Serializable {
    public Image {
      Rule.between("image.height", height, 8, 1024);
      Rule.between("image.width", width, 8, 1024);
      check(channels == 1 || channels == 3, "image.channels", channels, "must be 1 or 3");
    }

    @Override
    public String toString() {
      return channels + "×" + height + "×" + width;
    }
  }

  /** Shares of identities for training, validation and test, and the seed of their hash. */
  public record Split(double train, double val, double test, long seed) implements Serializable {
    public Split {
      Rule.share("split.train", train);
      Rule.share("split.val", val);
      Rule.share("split.test", test);
      double sum = train + val + test;
      check(Math.abs(sum - 1) < 1e-9, "split.train + split.val + split.test", sum, "must be 1");
    }
  }

  /** How prepared data is read. */
  public record Data(int segmentPartitions, Verify verify) implements Serializable {
    public Data {
      Rule.atLeast("data.segment-partitions", segmentPartitions, 1);
    }
  }

  /** How mini-batches are composed. */
  public record Batch(
      Sampler sampler, int identities, int samplesPerIdentity, int size, int capPerIdentity)
      implements Serializable {
    public Batch {
      Rule.atLeast("batch.identities", identities, 2);
      Rule.atLeast("batch.samples-per-identity", samplesPerIdentity, 2);
      Rule.atLeast("batch.size", size, 4);
      Rule.atLeast("batch.cap-per-identity", capPerIdentity, 2);
      check(
          capPerIdentity <= size / 2,
          "batch.cap-per-identity",
          capPerIdentity,
          "must be at most half of batch.size (" + size + ")");
    }
  }

  /** Random changes of training pictures: pixels, then shares and a probability. */
  public record Augment(
      int shift,
      boolean flip,
      double zoom,
      int turn,
      double brightness,
      double colour,
      double erase)
      implements Serializable {
    public Augment {
      Rule.atLeast("augment.shift", shift, 0);
      Rule.share("augment.zoom", zoom);
      Rule.between("augment.turn", turn, 0, 180);
      Rule.share("augment.brightness", brightness);
      Rule.share("augment.colour", colour);
      Rule.share("augment.erase", erase);
    }
  }

  /** The network's kind and sizes. */
  public record Network(
      NetworkName name,
      int embeddingDimension,
      List<Integer> channels,
      List<Integer> hidden,
      double dropout)
      implements Serializable {
    public Network {
      Rule.between("network.embedding-dimension", embeddingDimension, 2, 65536);
      check(!channels.isEmpty(), "network.channels", channels, "must hold at least one number");
      Rule.eachAtLeast("network.channels", channels, 1);
      Rule.eachAtLeast("network.hidden", hidden, 1);
      Rule.belowOne("network.dropout", dropout);
      channels = List.copyOf(channels);
      hidden = List.copyOf(hidden);
    }
  }

  /** Length, division and seed of a training run; periods in local steps or rounds. */
  public record Training(
      int workers,
      int averagingPeriod,
      int epochs,
      int steps,
      long seed,
      @Inline Optimiser optimiser,
      @Inline Averaging averaging,
      @Inline Periods periods,
      @Inline OutcomeSettings outcome)
      implements Serializable {
    public Training {
      Rule.between("training.workers", workers, 1, 100_000);
      Rule.atLeast("training.averaging-period", averagingPeriod, 1);
      Rule.atLeast("training.epochs", epochs, 1);
      Rule.atLeast("training.steps", steps, 0);
      outcome.checkEvaluated(periods.evaluationPeriod());
    }
  }

  /** How a gradient becomes a step. */
  public record Optimiser(
      Updater updater,
      double momentum,
      double learningRate,
      Schedule schedule,
      double warmUp,
      double weightDecay)
      implements Serializable {
    public Optimiser {
      Rule.belowOne("training.momentum", momentum);
      Rule.positive("training.learning-rate", learningRate);
      Rule.belowOne("training.warm-up", warmUp);
      Rule.notNegative("training.weight-decay", weightDecay);
    }
  }

  /** What workers share, and how their replicas become one again. */
  public record Averaging(
      HistogramScope histogramScope,
      Pairs pairs,
      AverageBy averageBy,
      double outerMomentum,
      double outerLearningRate,
      boolean outerNesterov,
      UpdaterState updaterState,
      int maxKeptState,
      boolean recomputeBatchNorm,
      PeriodRule periodRule,
      int longestPeriod,
      double targetDivergence,
      int warmStart)
      implements Serializable {
    public Averaging {
      Rule.belowOne("training.outer-momentum", outerMomentum);
      Rule.positive("training.outer-learning-rate", outerLearningRate);
      Rule.atLeast("training.max-kept-state", maxKeptState, 1);
      Rule.atLeast("training.longest-period", longestPeriod, 1);
      Rule.positive("training.target-divergence", targetDivergence);
      Rule.atLeast("training.warm-start", warmStart, 0);
      boolean global = histogramScope == HistogramScope.GLOBAL;
      check(
          global || pairs == Pairs.WITHIN,
          "training.pairs",
          "all",
          "must be within, unless training.histogram-scope is global");
      check(
          !global || (outerMomentum == 0 && outerLearningRate == 1),
          "training.outer-momentum",
          outerMomentum,
          "must be 0, and training.outer-learning-rate 1, where training.histogram-scope is global:"
              + " nothing is averaged there");
      check(
          !global || (periodRule == PeriodRule.FIXED && warmStart == 0),
          "training.period-rule",
          SettingsBinder.kebab(periodRule.name()),
          "must be fixed, and training.warm-start 0, where training.histogram-scope is global: each"
              + " step is common there");
    }
  }

  /** Rounds between checkpoints and between evaluations; 0 for none. */
  public record Periods(int checkpointPeriod, int evaluationPeriod) implements Serializable {
    public Periods {
      Rule.atLeast("training.checkpoint-period", checkpointPeriod, 0);
      Rule.atLeast("training.evaluation-period", evaluationPeriod, 0);
    }
  }

  /** What is evaluated and by which rules. */
  public record Evaluation(
      SplitName split,
      List<Integer> recallAt,
      int cmcRanks,
      boolean excludeSameCamera,
      @Inline ProtocolSettings protocol,
      @Inline RankingSettings ranking,
      boolean baselines,
      @Inline Bootstrap bootstrap,
      int embedBatch)
      implements Serializable {
    /** How often identities are redrawn for intervals, and the seed of the draws. */
    public record Bootstrap(int bootstrapDraws, long bootstrapSeed) implements Serializable {
      public Bootstrap {
        Rule.between("evaluation.bootstrap-draws", bootstrapDraws, 100, 1_000_000);
      }
    }

    public Evaluation {
      check(!recallAt.isEmpty(), "evaluation.recall-at", recallAt, "must hold at least one number");
      Rule.eachAtLeast("evaluation.recall-at", recallAt, 1);
      List<Integer> ranks = recallAt;
      boolean ascending =
          IntStream.range(1, ranks.size()).allMatch(i -> ranks.get(i - 1) < ranks.get(i));
      check(ascending, "evaluation.recall-at", recallAt, "must ascend");
      int last = recallAt.get(recallAt.size() - 1);
      check(
          cmcRanks >= last,
          "evaluation.cmc-ranks",
          cmcRanks,
          "must be at least the last of evaluation.recall-at (" + last + ")");
      Rule.atLeast("evaluation.embed-batch", embedBatch, 1);
      recallAt = List.copyOf(recallAt);
    }
  }

  /** {@code data.verify}. */
  public enum Verify {
    SIZE,
    SHA256
  }

  /** {@code batch.sampler}. */
  public enum Sampler {
    IDENTITIES,
    PAPER
  }

  /** {@code network.name}. */
  public enum NetworkName {
    CONVNET,
    MLP
  }

  /** {@code training.updater}. */
  public enum Updater {
    ADAM,
    SGD,
    NESTEROVS
  }

  /** {@code training.schedule}. */
  public enum Schedule {
    CONSTANT,
    COSINE,
    ONE_CYCLE
  }

  /** {@code training.histogram-scope}. */
  public enum HistogramScope {
    BATCH,
    POOLED,
    GLOBAL
  }

  /** {@code training.pairs}. */
  public enum Pairs {
    WITHIN,
    ALL
  }

  /** {@code training.average-by}. */
  public enum AverageBy {
    BATCHES,
    PAIRS
  }

  /** {@code training.period-rule}. */
  public enum PeriodRule {
    FIXED,
    GROWING,
    DIVERGENCE
  }

  /** {@code training.updater-state}. */
  public enum UpdaterState {
    AVERAGE,
    RESET,
    KEEP
  }

  /** {@code evaluation.split}: also the partition's name in a data set folder. */
  public enum SplitName {
    TRAIN,
    VAL,
    TEST;

    /** As it stands in folders and options: {@code train}, {@code val}, {@code test}. */
    public String lower() {
      return SettingsBinder.kebab(name());
    }
  }
}
