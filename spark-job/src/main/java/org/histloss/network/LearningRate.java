package org.histloss.network;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The learning rate over a run, counted in local steps of the global clock.
 *
 * <p>DL4J hands two counters to a schedule. The clock is {@code epoch + iteration}: a run that
 * keeps the updater's step count through the averaging leaves the epoch at 0 and counts iterations
 * on; one that resets it restarts the iterations each round and has the clock at the round's start
 * as the epoch.
 */
public final class LearningRate implements ISchedule {
  private static final long serialVersionUID = 1L;

  private final String course;
  private final double peak;
  private final double warmUp;
  private final long localSteps;

  /**
   * A course.
   *
   * @param course {@code constant}, {@code cosine} or {@code one-cycle}
   * @param peak the highest rate
   * @param warmUp share of the run in which one-cycle rises
   * @param localSteps local steps of the whole run
   */
  public LearningRate(
      @JsonProperty("course") String course,
      @JsonProperty("peak") double peak,
      @JsonProperty("warmUp") double warmUp,
      @JsonProperty("localSteps") long localSteps) {
    this.course = course;
    this.peak = peak;
    this.warmUp = warmUp;
    this.localSteps = localSteps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return at((long) epoch + iteration);
  }

  /** The rate of local step {@code clock}, from 0. */
  public double at(long clock) {
    return switch (course) {
      case "constant" -> peak;
      case "cosine" -> peak * cosine(clock / (double) localSteps);
      case "one-cycle" -> oneCycle(clock);
      default ->
          throw new IllegalStateException(
              "training.schedule = " + course + ": must be constant, cosine or one-cycle");
    };
  }

  private double oneCycle(long clock) {
    double rising = warmUp * localSteps;
    if (clock < rising) {
      return peak * (clock + 1) / (rising + 1);
    }
    return peak * cosine((clock - rising) / Math.max(1.0, localSteps - rising));
  }

  /** Falls from 1 to 0 while {@code share} goes from 0 to 1. */
  private static double cosine(double share) {
    return 0.5 * (1.0 + Math.cos(Math.PI * Math.min(1.0, share)));
  }

  /** The course by name: {@code constant}, {@code cosine} or {@code one-cycle}. */
  @JsonProperty("course")
  public String course() {
    return course;
  }

  /** The highest rate of the run. */
  @JsonProperty("peak")
  public double peak() {
    return peak;
  }

  /** Share of the run in which one-cycle rises, a fraction. */
  @JsonProperty("warmUp")
  public double warmUp() {
    return warmUp;
  }

  /** Local steps of the whole run. */
  @JsonProperty("localSteps")
  public long localSteps() {
    return localSteps;
  }

  @Override
  public ISchedule clone() {
    return new LearningRate(course, peak, warmUp, localSteps);
  }
}
