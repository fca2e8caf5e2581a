package org.histloss.network;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What computes in this JVM: the native library, its BLAS, its threads and its limits. Two JVMs
 * give the same bits only where these agree; a wrong one makes training slow rather than wrong.
 *
 * @param host the machine's name
 * @param java version of the JVM
 * @param library the native library that is loaded, with its build
 * @param blas vendor of the BLAS library, threads it may use, and what the environment chooses of
 *     its kernels or OneDNN's ({@link #KERNEL_VARIABLES})
 * @param instructionSet widest vector instructions of this CPU, and its model
 * @param oneDnn whether convolutions run on OneDNN
 * @param openMpThreads threads of one native operation
 * @param maxPhysicalBytes resident size above which native allocations are refused, 0 for no limit
 */
public record NativeBackend(
    String host,
    String java,
    String library,
    String blas,
    String instructionSet,
    boolean oneDnn,
    int openMpThreads,
    long maxPhysicalBytes)
    implements Serializable {

  /** Environment variables by which OpenBLAS and OneDNN take other kernels than the CPU's own. */
  public static final List<String> KERNEL_VARIABLES =
      List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA");

  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MAPPED = Path.of("/proc/self/maps");

  /** Loads the native library if need be and says what it is. */
  public static NativeBackend ofThisJvm() {
    boolean oneDnn = convolutionsUseOneDnn();
    NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return new NativeBackend(
        hostName(),
        System.getProperty("java.version"),
        loadedLibrary() + " (" + build(operations) + ")",
        Nd4j.factory().blas().getBlasVendor()
            + ", "
            + Nd4j.factory().blas().getMaxThreads()
            + " threads"
            + chosenKernels(System.getenv()),
        widestInstructions(),
        oneDnn,
        operations.ompGetMaxThreads(),
        Pointer.maxPhysicalBytes());
  }

  /** True when the same task gives the same bits on both; the machine's name does not matter. */
  public boolean computesLike(NativeBackend other) {
    return java.equals(other.java)
        && library.equals(other.library)
        && blas.equals(other.blas)
        && instructionSet.equals(other.instructionSet)
        && oneDnn == other.oneDnn
        && openMpThreads == other.openMpThreads;
  }

  /** True when the loaded library was built with OneDNN, which some platforms lack. */
  public static boolean builtWithOneDnn() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("ONEDNN");
  }

  static String chosenKernels(Map<String, String> environment) {
    return KERNEL_VARIABLES.stream()
        .filter(environment::containsKey)
        .map(name -> ", " + name + "=" + environment.get(name))
        .collect(Collectors.joining());
  }

  /** Asks a small convolution which code it runs on, as the names of settings prove nothing. */
  static boolean convolutionsUseOneDnn() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
    network.init();
    network.output(Nd4j.zeros(1, 1, 8, 8));
    return network.getLayer(0).getHelper() != null;
  }

  private static String build(NativeOps operations) {
    List<String> facts =
        operations
            .buildInfo()
            .lines()
            .map(String::trim)
            .filter(
                line ->
                    line.startsWith("GCC") || line.startsWith("Clang") || line.startsWith("HAVE_"))
            .toList();
    return String.join(", ", facts);
  }

  private static String loadedLibrary() {
    return lines(MAPPED)
        .filter(line -> line.contains("nd4jcpu") && line.contains("/"))
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .filter(path -> path.toString().contains("libnd4jcpu"))
        .map(path -> path.getParent().getFileName() + "/" + path.getFileName())
        .findFirst()
        .orElse("nd4jcpu");
  }

  private static String widestInstructions() {
    Optional<String> flags = cpuFact("flags");
    String widest =
        Stream.of("avx512f", "avx2", "avx", "sse4_2")
            .filter(name -> flags.map(f -> List.of(f.split(" ")).contains(name)).orElse(false))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return widest + cpuFact("model name").map(model -> ", " + model).orElse("");
  }

  private static Optional<String> cpuFact(String name) {
    return lines(CPU)
        .filter(line -> line.startsWith(name) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst();
  }

  /** A Linux fact file's lines; none on other systems. */
  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
