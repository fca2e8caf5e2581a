package org.histloss.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.histloss.batch.Augmentation;
import org.histloss.config.Settings;
import org.histloss.config.Settings.HistogramScope;
import org.histloss.config.Settings.UpdaterState;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.LearningRate;
import org.histloss.network.Networks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains an embedding on a prepared data set and writes a run folder. */
public final class TrainJob {
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Request request;
  private final Settings settings;
  private final RunFolder folder;
  private final Progress progress;
  private final Validation validation;

  /** What to do with an unfinished run in the output folder. */
  public enum Resume {
    /** Go on with it when there is one. */
    AUTO,
    /** Start anew; an existing folder is refused unless it may be overwritten. */
    NEVER,
    /** Go on with it; refuse when there is none. */
    MUST
  }

  /**
   * What to do.
   *
   * @param data a prepared data set's folder
   * @param output the run folder
   * @param settings of the run
   * @param overwrite whether an existing folder may be replaced
   * @param resume what to do with an unfinished run
   */
  public record Request(
      String data, String output, Settings settings, boolean overwrite, Resume resume) {}

  /**
   * What was done.
   *
   * @param model the model's folder
   * @param parametersSha256 of its parameters as little-endian floats
   * @param rounds of the run
   * @param batches of the run
   * @param seconds of this process's training rounds
   * @param samplesPerSecond over these rounds
   * @param warnings for people
   */
  public record Result(
      String model,
      String parametersSha256,
      long rounds,
      long batches,
      double seconds,
      double samplesPerSecond,
      List<String> warnings) {}

  /** A job on this session that is not scored on the way. */
  public TrainJob(SparkSession spark, Request request, Progress progress) {
    this(spark, request, progress, null);
  }

  /**
   * A job on this session.
   *
   * @param validation scores the model every {@code training.evaluation-period} rounds and at the
   *     end, or null
   */
  public TrainJob(SparkSession spark, Request request, Progress progress, Validation validation) {
    this.validation = validation;
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.request = request;
    this.settings = request.settings();
    this.folder = new RunFolder(request.output(), hadoop);
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @throws JobException exit code 20 or 21 before anything is written, 30 or 40 later
   */
  public Result run() {
    DatasetReader data = openData();
    Checkpoint start = new StartingPoint(request, folder, hadoop).decide(data);
    RunPlan plan = RunPlan.of(settings, data);
    ComputationGraph network = new ComputationGraph(plan.network());
    network.init();
    checkBudget(plan, network);
    claimFolder(start);
    try {
      RunLog log = new RunLog(rate(plan.rounds()), folder, progress);
      try (RoundGauges shown = RoundGauges.register(spark.sparkContext(), log::last)) {
        RoundOutcome last = train(plan, network, start, log);
        log.health();
        return publish(plan, last, log);
      }
    } catch (Throwable failure) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      throw failed(failure);
    }
  }

  private DatasetReader openData() {
    DatasetReader data = DatasetReader.open(spark, new Path(request.data()));
    if (settings.data().verify() == Settings.Verify.SHA256) {
      data.verifyChecksums();
    }
    return data;
  }

  private void claimFolder(Checkpoint start) {
    if (start != null) {
      LOG.info("going on with {} from round {}", request.output(), start.nextRound() + 1);
      folder.cutMetrics(start.nextRound());
    } else {
      folder.clear();
      folder.publishConfiguration(settings.effective());
    }
  }

  private RoundOutcome train(RunPlan plan, ComputationGraph network, Checkpoint start, RunLog log) {
    long firstRound = start == null ? 0 : start.nextRound();
    if (start != null) {
      start.state().replica().put(network);
    }
    RunState state = start == null ? RunState.beginning(ReplicaState.of(network)) : start.state();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Stretch begin = start == null ? plan.begin() : start.stretch();
    try (Segments segments =
        new Segments(source(plan), new PeriodChoice(settings), begin, firstRound)) {
      RoundOutcome[] last = new RoundOutcome[1];
      HistogramTrainingMaster master =
          new HistogramTrainingMaster(
              begin.plan(),
              rounds(context, network),
              state,
              firstRound,
              outcome -> {
                log.finished(outcome, validate(plan, outcome));
                checkpoint(plan, outcome, segments.stretch());
                last[0] = outcome;
              });
      SparkComputationGraph sparkNetwork = new SparkComputationGraph(context, network, master);
      while (segments.hasNext()) {
        Segment segment = segments.next(master.state().divergence());
        master.follow(segments.stretch().plan());
        sparkNetwork.fit(segment.batches());
      }
      return last[0];
    }
  }

  private Rounds rounds(JavaSparkContext context, ComputationGraph network) {
    Broadcast<String> json = context.broadcast(network.getConfiguration().toJson());
    BatchNormSlots batchNorm = BatchNormSlots.of(network);
    Settings.Averaging averaging = settings.training().averaging();
    Rounds rounds =
        switch (averaging.histogramScope()) {
          case BATCH, POOLED -> new AveragedRounds(settings, json, batchNorm);
          case GLOBAL -> new GlobalRounds(settings, json, batchNorm);
        };
    return averaging.recomputeBatchNorm()
        ? new RefreshedRounds(rounds, settings, json, batchNorm)
        : rounds;
  }

  private Segment.Source source(RunPlan plan) {
    SampleShape shape = plan.data().manifest().shape();
    return new Segment.Source(
        plan.data().samples(RunPlan.SPLIT),
        shape,
        new Augmentation(settings.augment(), shape, settings.training().seed()),
        plan.stream(),
        settings.training().averaging().histogramScope() == HistogramScope.GLOBAL);
  }

  private void checkpoint(RunPlan plan, RoundOutcome outcome, Stretch stretch) {
    int period = settings.training().periods().checkpointPeriod();
    long next = outcome.round() + 1;
    if (period > 0 && next % period == 0 && next < outcome.plan().rounds()) {
      folder.publishMetrics();
      new Checkpoint(
              next,
              settings.effective(),
              plan.data().manifest().datasetVersion(),
              outcome.state(),
              stretch)
          .save(folder.checkpoints(), hadoop);
    }
  }

  /** The scores after a round, or null where they are not asked for. */
  private Validation.Scores validate(RunPlan plan, RoundOutcome outcome) {
    int period = settings.training().periods().evaluationPeriod();
    long next = outcome.round() + 1;
    boolean due = period > 0 && (next % period == 0 || next == outcome.plan().rounds());
    return validation != null && due
        ? validation.score(model(plan, outcome.state().replica().parameters()))
        : null;
  }

  private EmbeddingModel model(RunPlan plan, float[] parameters) {
    return EmbeddingModel.of(
        new EmbeddingModel.Description(
            plan.data().manifest().shape(),
            settings.network().embeddingDimension(),
            settings.values().get("network.name"),
            plan.network().toJson(),
            settings.training().seed()),
        parameters);
  }

  private void checkBudget(RunPlan plan, ComputationGraph network) {
    long limit = spark.sparkContext().conf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    Settings.Averaging averaging = settings.training().averaging();
    boolean keeps = averaging.updaterState() == UpdaterState.KEEP;
    ReplicaState state = ReplicaState.of(network);
    RoundBudget budget =
        new RoundBudget(plan.rounds(), state.bytes(), settings.loss().bins(), keeps);
    budget.checkKept(4L * state.updater().length, averaging.maxKeptState());
    budget.check(limit, Runtime.getRuntime().maxMemory());
    ExecutorMemory needs =
        ExecutorMemory.of(spark.sparkContext().conf(), settings, plan.data().manifest().shape());
    needs.check(spark.sparkContext().conf());
    needs.logFor(spark.sparkContext());
  }

  private LearningRate rate(RoundPlan plan) {
    return Networks.learningRate(settings, plan.localSteps());
  }

  private Result publish(RunPlan plan, RoundOutcome last, RunLog log) {
    EmbeddingModel model = model(plan, last.state().replica().parameters());
    model.save(folder.model(), hadoop);
    folder.publishMetrics();
    Result result =
        new Result(
            folder.model().toString(),
            model.parametersSha256(),
            last.round() + 1,
            plan.rounds().batches(),
            log.seconds(),
            log.samplesPerSecond(),
            log.warnings());
    folder.publishStatus(
        new RunStatus(
            RunStatus.DONE,
            ExitCode.DONE.code(),
            null,
            result.parametersSha256(),
            plan.data().manifest().datasetVersion(),
            figures(result),
            result.warnings()));
    return result;
  }

  private static Map<String, Double> figures(Result result) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", (double) result.rounds());
    figures.put("batches", (double) result.batches());
    figures.put("seconds", result.seconds());
    figures.put("samplesPerSecond", result.samplesPerSecond());
    return figures;
  }

  /** Writes the last word on a run that failed; what is to be thrown. */
  private RuntimeException failed(Throwable failure) {
    JobException known = JobException.of(failure);
    ExitCode exitCode = known == null ? ExitCode.BUG : known.exitCode();
    String message = String.valueOf(known == null ? failure : known.getMessage());
    try {
      folder.publishStatus(RunStatus.failed(exitCode, message));
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    if (known != null) {
      return known;
    }
    return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
  }
}
