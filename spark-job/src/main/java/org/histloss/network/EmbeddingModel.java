package org.histloss.network;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.dataset.Commit;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network that turns samples into embeddings, and its folder on disk.
 *
 * <p>The folder describes itself: {@code parameters.bin} (little-endian floats) and, written last,
 * {@code model.json} (network, sample shape, preprocessing, embedding dimension, checksum). Not
 * safe for use by several threads; make one a thread.
 */
public final class EmbeddingModel {
  private static final String DESCRIPTION_FILE = "model.json";
  private static final String PARAMETERS_FILE = "parameters.bin";

  private final Description description;
  private final ComputationGraph graph;

  /**
   * What a model is, without its parameters.
   *
   * @param shape one sample
   * @param embeddingDimension numbers in an embedding
   * @param networkName {@code network.name}
   * @param networkJson DL4J's configuration of the network
   * @param seed of its initial parameters
   */
  public record Description(
      SampleShape shape, int embeddingDimension, String networkName, String networkJson, long seed)
      implements Serializable {}

  private EmbeddingModel(Description description, ComputationGraph graph) {
    this.description = description;
    this.graph = graph;
  }

  /**
   * A model with these parameters.
   *
   * @param parameters all of the network's numbers, in DL4J's order; copied
   */
  public static EmbeddingModel of(Description description, float[] parameters) {
    ComputationGraph graph = graph(description);
    graph.init(Nd4j.createFromArray(parameters), false);
    return new EmbeddingModel(description, graph);
  }

  /** The network before training, drawn from its own seed. */
  public static EmbeddingModel untrained(Description description) {
    ComputationGraph graph = graph(description);
    graph.init();
    return new EmbeddingModel(description, graph);
  }

  private static ComputationGraph graph(Description description) {
    return new ComputationGraph(ComputationGraphConfiguration.fromJson(description.networkJson()));
  }

  /**
   * Embeds samples.
   *
   * @param samples rows of {@code shape.size()} numbers, as the data set stores them
   * @return as many rows of unit length; a zero output stays zero
   */
  public float[][] embed(float[][] samples) {
    if (samples.length == 0) {
      return new float[0][];
    }
    float[][] embeddings = output(samples);
    for (float[] embedding : embeddings) {
      normalise(embedding);
    }
    return embeddings;
  }

  /**
   * Lengths of the network's outputs, which {@link #embed} scales to 1.
   *
   * @param samples rows of {@code shape.size()} numbers, as the data set stores them
   * @return as many lengths
   */
  public double[] norms(float[][] samples) {
    return samples.length == 0
        ? new double[0]
        : Arrays.stream(output(samples)).mapToDouble(row -> Math.sqrt(squares(row))).toArray();
  }

  private float[][] output(float[][] samples) {
    float[][] rows = new float[samples.length][description.embeddingDimension()];
    // Closed at once: until Java collects its garbage, each mini-batch would take fresh memory.
    try (INDArray batch = Preprocessing.batch(samples, description.shape());
        INDArray output = graph.outputSingle(batch);
        INDArray plain = output.dup('c')) {
      // In one go, as toFloatMatrix makes an array of each row first.
      FloatBuffer values = plain.data().asNioFloat();
      for (float[] row : rows) {
        values.get(row);
      }
    }
    return rows;
  }

  private static double squares(float[] row) {
    double sum = 0.0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return sum;
  }

  private static void normalise(float[] row) {
    double sum = squares(row);
    double scale = sum > 0.0 ? 1.0 / Math.sqrt(sum) : 0.0;
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (row[i] * scale);
    }
  }

  /** What the model is. */
  public Description description() {
    return description;
  }

  /**
   * Whether its parameters can begin another network's training: the same layers with parameters of
   * the same shapes, for samples of the same shape.
   */
  public boolean fits(ComputationGraphConfiguration network, SampleShape samples) {
    ComputationGraph other = new ComputationGraph(network);
    other.init();
    return description.shape().equals(samples) && shapes(graph).equals(shapes(other));
  }

  /** Layer and parameter by name, each with its shape. */
  private static Map<String, List<Long>> shapes(ComputationGraph graph) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    graph
        .paramTable()
        .forEach(
            (name, values) -> shapes.put(name, Arrays.stream(values.shape()).boxed().toList()));
    return shapes;
  }

  /** A copy of all its numbers, in DL4J's order. */
  public float[] parameters() {
    return graph.params().dup().data().asFloat();
  }

  /** SHA-256 of the parameters as little-endian floats, lower-case hexadecimal. */
  public String parametersSha256() {
    return ModelFile.sha256(bytes(parameters()));
  }

  /**
   * Refuses data of another shape.
   *
   * @throws JobException exit code 20
   */
  public void checkFits(SampleShape data) {
    if (!description.shape().equals(data)) {
      throw JobException.badConfiguration(
          "the model reads %s, the data set holds %s: they must be equal",
          description.shape(), data);
    }
  }

  /** Writes the folder; {@code model.json} comes last and makes it valid. */
  public void save(Path folder, Configuration hadoop) {
    byte[] parameters = bytes(parameters());
    Commit.publish(hadoop, new Path(folder, PARAMETERS_FILE), parameters);
    Commit.publish(
        hadoop,
        new Path(folder, DESCRIPTION_FILE),
        ModelFile.json(description, ModelFile.sha256(parameters)));
  }

  /**
   * Reads what a folder's model is, without its parameters.
   *
   * @throws JobException exit code 21 when it is missing, damaged or of another version
   */
  public static Description describe(Path folder, Configuration hadoop) {
    return ModelFile.parse(folder, read(new Path(folder, DESCRIPTION_FILE), hadoop)).description();
  }

  /**
   * Reads a folder.
   *
   * @throws JobException exit code 21 when it is missing, damaged or of another version
   */
  public static EmbeddingModel load(Path folder, Configuration hadoop) {
    ModelFile file = ModelFile.parse(folder, read(new Path(folder, DESCRIPTION_FILE), hadoop));
    byte[] parameters = read(new Path(folder, PARAMETERS_FILE), hadoop);
    String found = ModelFile.sha256(parameters);
    if (!found.equals(file.parametersSha256())) {
      throw JobException.badData(
          "%s is damaged: its parameters have SHA-256 %s, model.json says %s",
          folder, found, file.parametersSha256());
    }
    return of(file.description(), floats(parameters));
  }

  /** For a run's folder that was given in place of the model in it. */
  private static String modelOfRun(Path missing, FileSystem fs) throws IOException {
    Path model = new Path(missing.getParent(), "model");
    return fs.exists(new Path(model, missing.getName())) ? "; did you mean " + model + "?" : "";
  }

  private static byte[] read(Path path, Configuration hadoop) {
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      if (!fs.exists(path)) {
        throw JobException.badData(
            "%s is no model folder: %s is missing%s",
            path.getParent(), path.getName(), modelOfRun(path, fs));
      }
      byte[] content = new byte[Math.toIntExact(fs.getFileStatus(path).getLen())];
      try (FSDataInputStream in = fs.open(path)) {
        in.readFully(content);
      }
      return content;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, path + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Little-endian bytes of floats. */
  static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
