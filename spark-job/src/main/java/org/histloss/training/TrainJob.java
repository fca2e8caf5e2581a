package org.histloss.training;

import java.util.List;
import java.util.function.IntPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.histloss.batch.Augmentation;
import org.histloss.config.OutcomeSettings;
import org.histloss.config.Settings;
import org.histloss.config.Settings.HistogramScope;
import org.histloss.config.Settings.UpdaterState;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.LearningRate;
import org.histloss.network.Networks;
import org.nd4j.linalg.factory.Nd4j;
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
  private final CheckpointStore checkpoints;
  private final LastWord lastWord;

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
   * @param beginning where it begins, and on whom; an unfinished run is gone on with as it was
   *     begun, so whoever asks for another beginning has to take another folder
   */
  public record Request(
      String data,
      String output,
      Settings settings,
      boolean overwrite,
      Resume resume,
      Beginning beginning) {

    /** To be trained from scratch on all identities. */
    public Request(
        String data, String output, Settings settings, boolean overwrite, Resume resume) {
      this(data, output, settings, overwrite, resume, Beginning.FROM_SCRATCH);
    }
  }

  /**
   * Where a training begins.
   *
   * @param model whose parameters the network begins with, or null for fresh ones
   * @param identities whether the training identity of a code takes part
   */
  public record Beginning(EmbeddingModel model, IntPredicate identities) {
    /** Fresh parameters, all identities. */
    public static final Beginning FROM_SCRATCH = new Beginning(null, code -> true);

    /**
     * Whether the model can begin a training with these settings on such samples.
     *
     * @throws JobException exit code 20 when the settings' network does not fit the samples
     */
    public static boolean fits(EmbeddingModel model, Settings settings, SampleShape shape) {
      return model.fits(Networks.configure(settings, shape, 1), shape);
    }

    private void put(ComputationGraph network) {
      if (model == null) {
        return;
      }
      if (!model.fits(network.getConfiguration(), model.description().shape())) {
        throw JobException.badConfiguration(
            "network.name = %s: the model to begin with has other layers",
            model.description().networkName());
      }
      network.setParams(Nd4j.createFromArray(model.parameters()));
    }
  }

  /**
   * What was done.
   *
   * @param model the model's folder
   * @param parametersSha256 of its parameters as little-endian floats
   * @param rounds that were trained
   * @param batches that were trained on
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
   * @throws IllegalArgumentException without a validation where the settings decide by its scores
   */
  public TrainJob(SparkSession spark, Request request, Progress progress, Validation validation) {
    OutcomeSettings outcome = request.settings().training().outcome();
    if (validation == null && outcome.decidesByScores()) {
      throw new IllegalArgumentException(outcome + " needs a validation");
    }
    this.validation = validation;
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.request = request;
    this.settings = request.settings();
    this.folder = new RunFolder(request.output(), hadoop);
    this.progress = progress;
    this.checkpoints = new CheckpointStore(folder.checkpoints(), hadoop, outcome);
    this.lastWord = new LastWord(folder, checkpoints);
  }

  /**
   * Trains.
   *
   * @throws JobException exit code 20 or 21 before anything is written, 30 or 40 later
   */
  public Result run() {
    DatasetReader data = openData();
    Checkpoint start = new StartingPoint(request, folder, checkpoints).decide(data);
    RunPlan plan = RunPlan.of(settings, data, request.beginning().identities());
    ComputationGraph network = new ComputationGraph(plan.network());
    network.init();
    request.beginning().put(network);
    checkBudget(plan, network);
    claimFolder(start);
    try (TaskTimes tasks = TaskTimes.of(spark.sparkContext())) {
      RunLog log = new RunLog(rate(plan.rounds()), folder, progress, tasks);
      BestModel best = BestModel.at(settings.training().outcome(), checkpoints, start);
      try (RoundGauges shown = RoundGauges.register(spark.sparkContext(), log::last)) {
        RoundOutcome last = train(plan, network, start, best, log);
        log.health();
        return publish(plan, last, best, log);
      }
    } catch (Throwable failure) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      throw lastWord.failed(failure);
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
    folder.removeUnfinished();
    if (start != null) {
      LOG.info("going on with {} from round {}", request.output(), start.nextRound() + 1);
      folder.cutMetrics(start.nextRound());
    } else {
      folder.clear();
    }
    if (!settings.effective().equals(folder.configuration())) {
      folder.publishConfiguration(settings.effective());
    }
  }

  private RoundOutcome train(
      RunPlan plan, ComputationGraph network, Checkpoint start, BestModel best, RunLog log) {
    NormLimit limit = new NormLimit(network, settings.training().outcome().normLimit());
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
                last[0] = outcome;
                limit.check(outcome);
                Validation.Scores scores = validate(plan, outcome);
                log.finished(outcome, scores);
                boolean better = best.hears(outcome, scores);
                if (best.stopsEarly(outcome)) {
                  log.stopped();
                  return false;
                }
                Stopwatch watch = new Stopwatch();
                checkpoint(plan, outcome, segments.stretch(), best.score(), better);
                log.checkpointed(watch.lap());
                return true;
              });
      SparkComputationGraph sparkNetwork = new SparkComputationGraph(context, network, master);
      while (segments.hasNext() && (last[0] == null || !best.stopsEarly(last[0]))) {
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

  /** After every so many rounds, and after each that is better than all before. */
  private void checkpoint(
      RunPlan plan, RoundOutcome outcome, Stretch stretch, BestScore best, boolean better) {
    int period = settings.training().periods().checkpointPeriod();
    long next = outcome.round() + 1;
    boolean due = better || (period > 0 && next % period == 0);
    if (due && next < outcome.plan().rounds()) {
      folder.publishMetrics();
      String version = plan.data().manifest().datasetVersion();
      checkpoints.save(
          new Checkpoint(next, settings.effective(), version, outcome.state(), stretch, best));
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

  private Result publish(RunPlan plan, RoundOutcome last, BestModel best, RunLog log) {
    EmbeddingModel model = model(plan, best.chosen(last));
    model.save(folder.model(), hadoop);
    folder.publishMetrics();
    Result result =
        new Result(
            folder.model().toString(),
            model.parametersSha256(),
            last.round() + 1,
            last.plan().endBatch(last.round()),
            log.seconds(),
            log.samplesPerSecond(),
            lastWord.warnings(log));
    lastWord.done(result, plan.data().manifest().datasetVersion(), best, last);
    return result;
  }
}
