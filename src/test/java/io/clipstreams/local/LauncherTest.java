package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own decisions, with scripts in the place of Java and Maven. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("clip.test.basedir", ""), "clip-streams").toAbsolutePath();

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "dirname",
          "find",
          "getconf",
          "head",
          "mkdir",
          "mv",
          "nproc",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sleep",
          "sysctl",
          "tail",
          "touch",
          "uname");

  @TempDir private Path root;
  private Path checkout;
  private Path bin;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(root.resolve("a check out"));
    bin = Files.createDirectories(root.resolve("bin"));
    Files.copy(LAUNCHER, checkout.resolve("clip-streams"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(checkout.resolve("src/main"));
    Files.createDirectories(checkout.resolve("avro"));
    Files.writeString(checkout.resolve("src/main/Source.java"), "");
    Files.writeString(checkout.resolve("pom.xml"), "");
    addTools(bin);
    java("17.0.15", "");
    maven("mkdir -p target/lib target/registry; echo jar > target/clip-streams.jar");
  }

  @Test
  void buildsOnceAndPassesArgumentsAndExitCodeOn() throws Exception {
    java("17.0.15", "exit 2");

    Outcome first = launch("embed", "two words", "*");
    Outcome second = launch();

    assertThat(first.exitCode()).isEqualTo(2);
    assertThat(first.error()).contains("building with Maven");
    assertThat(first.javaArguments())
        .containsSubsequence("io.clipstreams.cli.Main", "embed", "two words", "*")
        .contains("-Dclip.registry.home=" + checkout.toRealPath().resolve("target/registry"))
        .contains("-Dfile.encoding=UTF-8");
    assertThat(first.classPath())
        .isEqualTo(checkout.toRealPath().resolve("target/clip-streams.jar").toString());
    assertThat(second.error()).isEmpty();
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch();
    FileTime later = FileTime.from(Instant.now().plusSeconds(5));
    Files.setLastModifiedTime(checkout.resolve("src/main/Source.java"), later);

    launch();

    assertThat(mavenRuns()).isEqualTo(2);
  }

  @Test
  void worksThroughSymbolicLinks() throws Exception {
    Path absolute = root.resolve("absolute");
    Files.createSymbolicLink(absolute, checkout.resolve("clip-streams"));
    Path relative = Files.createDirectories(root.resolve("deep/er")).resolve("relative link");
    Files.createSymbolicLink(relative, Path.of("../../absolute"));

    Outcome outcome = run(Map.of(), relative, List.of());

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.classPath()).startsWith(checkout.toRealPath().toString());
  }

  @Test
  void withoutASourceTreeTakesTheJarBeside() throws Exception {
    Files.delete(checkout.resolve("pom.xml"));
    Files.writeString(checkout.resolve("clip-streams.jar"), "");

    assertThat(launch().classPath())
        .isEqualTo(checkout.toRealPath().resolve("clip-streams.jar").toString());
    assertThat(mavenRuns()).isZero();
  }

  @Test
  void namesTheVersionsOfJavaThatAreTooOld() throws Exception {
    java("1.8.0_392", "");
    Path home = Files.createDirectories(root.resolve("old/bin"));
    script(home.resolve("java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

    Outcome outcome = run(Map.of("JAVA_HOME", home.getParent().toString()), launcher(), List.of());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.error())
        .contains("Java 17 or newer is needed")
        .contains(home.resolve("java") + " is version 11")
        .contains(bin.resolve("java") + " is version 8");
  }

  @Test
  void prefersJavaHomeAndPassesOverOneThatIsTooOld() throws Exception {
    Path home = Files.createDirectories(root.resolve("old/bin"));
    script(home.resolve("java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

    Outcome outcome = run(Map.of("JAVA_HOME", home.getParent().toString()), launcher(), List.of());

    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void saysWhenMavenIsMissing() throws Exception {
    Files.delete(bin.resolve("mvn"));

    Outcome outcome = launch();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.error()).contains("Maven is needed").contains("Install it");
  }

  @Test
  void aFailedBuildShowsItsOutputAndLeavesNoLock() throws Exception {
    maven("echo 'cannot find symbol'; exit 1");

    Outcome outcome = launch();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.error()).contains("cannot find symbol").contains("build.log");
    assertThat(checkout.resolve("target/.build-lock")).doesNotExist();
  }

  @Test
  void oneOfSeveralFirstStartsBuildsAndTheOthersWait() throws Exception {
    maven(
        "until [ -e go ]; do sleep 0.05; done;"
            + " mkdir -p target/lib target/registry; echo jar > target/clip-streams.jar");
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(process(Map.of(), launcher(), List.of()).start());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(checkout.resolve("target/.build-lock/pid")) && mavenRuns() > 0);

    Files.writeString(checkout.resolve("go"), "");

    for (Process start : starts) {
      assertThat(start.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(start.exitValue()).isZero();
    }
    assertThat(mavenRuns()).isEqualTo(1);
    assertThat(checkout.resolve("target/.build-lock")).doesNotExist();
  }

  @Test
  void theLockOfABuildThatWasKilledIsRemoved() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path lock = Files.createDirectories(checkout.resolve("target/.build-lock"));
    Files.writeString(lock.resolve("pid"), Long.toString(ended.pid()));

    Outcome outcome = launch();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.error()).contains("removing the lock");
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void aSignalDuringTheBuildEndsMavenAndLeavesNoLock() throws Exception {
    maven("echo $$ > maven-pid; exec sleep 60");
    Process start = process(Map.of(), launcher(), List.of()).start();
    Path pid = checkout.resolve("maven-pid");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(pid) && Files.size(pid) > 0);
    ProcessHandle maven =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

    start.destroy();

    assertThat(start.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(start.exitValue()).isEqualTo(128 + 15);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !maven.isAlive());
    assertThat(checkout.resolve("target/.build-lock")).doesNotExist();
  }

  @Test
  void javaReplacesTheLauncherSoThatSignalsReachIt() throws Exception {
    launch();
    java("17.0.15", "trap 'exit 7' TERM; echo $$ > java-pid; while :; do sleep 0.05; done");
    Process start = process(Map.of(), launcher(), List.of()).start();
    Path pid = checkout.resolve("java-pid");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(pid) && Files.size(pid) > 0);

    assertThat(Files.readString(pid).strip()).isEqualTo(Long.toString(start.pid()));
    start.destroy();

    assertThat(start.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(start.exitValue()).isEqualTo(7);
  }

  @Test
  void theClassPathOfTheEnvironmentJoinsWithoutLengtheningTheCommandLine() throws Exception {
    String jars = "/some where/one.jar:" + "/two.jar:".repeat(2000);

    Outcome outcome = run(Map.of("CLIP_CLASSPATH", jars), launcher(), List.of());

    assertThat(outcome.classPath()).endsWith("/target/clip-streams.jar:" + jars);
    assertThat(String.join(" ", outcome.javaArguments()).length()).isLessThan(1000);
  }

  @Test
  void heapAndCollectorCanBeChosen() throws Exception {
    List<String> chosen = launch().javaArguments();
    List<String> heap = run(Map.of("CLIP_HEAP", "3g"), launcher(), List.of()).javaArguments();
    List<String> options =
        run(Map.of("JAVA_OPTS", "-Xmx1g  -XX:+UseZGC -Dx=*"), launcher(), List.of())
            .javaArguments();

    assertThat(chosen).filteredOn(option -> option.startsWith("-Xmx")).hasSize(1);
    assertThat(chosen).filteredOn(option -> option.startsWith("-XX:+Use")).hasSize(1);
    assertThat(heap).contains("-Xmx3g");
    assertThat(options)
        .contains("-Xmx1g", "-XX:+UseZGC", "-Dx=*")
        .filteredOn(option -> option.startsWith("-XX:+Use") || option.startsWith("-Xmx"))
        .hasSize(2);
  }

  @Test
  void flagsOfNewerJavasAreGivenOnlyToThem() throws Exception {
    assertThat(launch().javaArguments()).noneMatch(option -> option.contains("native-access"));
    java("25", "");
    assertThat(launch().javaArguments()).contains("--enable-native-access=ALL-UNNAMED");
  }

  /** What a start left behind. */
  private record Outcome(
      int exitCode, String error, List<String> javaArguments, String classPath) {}

  private Path launcher() {
    return checkout.resolve("clip-streams");
  }

  private Outcome launch(String... arguments) throws Exception {
    return run(Map.of(), launcher(), List.of(arguments));
  }

  private Outcome run(Map<String, String> environment, Path launcher, List<String> arguments)
      throws Exception {
    Process process = process(environment, launcher, arguments).start();
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Path recorded = checkout.resolve("java-arguments");
    return new Outcome(
        process.exitValue(),
        error,
        Files.exists(recorded) ? Files.readAllLines(recorded) : List.of(),
        Files.exists(recorded) ? Files.readString(checkout.resolve("java-class-path")) : "");
  }

  private ProcessBuilder process(
      Map<String, String> environment, Path launcher, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", bin.toString());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_OPTS", "CLIP_HEAP"));
    builder.environment().putAll(all);
    return builder;
  }

  /** A Java of this version that records how it was called and goes on with the script given. */
  private void java(String version, String body) throws IOException {
    Path jdk = Files.createDirectories(root.resolve("jdk/bin"));
    script(jdk.resolve("javac"), "");
    script(
        bin.resolve("java"),
        """
        case $1 in
          -version | -XshowSettings*)
            echo '    java.home = %s' >&2
            echo 'openjdk version "%s" 2025-04-15' >&2
            exit 0 ;;
        esac
        printf '%%s\\n' "$@" > '%s/java-arguments'
        printf '%%s' "$CLASSPATH" > '%s/java-class-path'
        """
                .formatted(jdk.getParent(), version, checkout, checkout)
            + body);
  }

  /** A Maven that records that it ran, in the directory it builds, and goes on with the script. */
  private void maven(String body) throws IOException {
    script(bin.resolve("mvn"), "echo run >> maven-runs\n" + body);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The system's tools without its Java and Maven. */
  private static void addTools(Path bin) throws IOException {
    for (String tool : TOOLS) {
      for (String directory : System.getenv("PATH").split(":", -1)) {
        Path found = Path.of(directory, tool);
        if (Files.isExecutable(found) && !Files.exists(bin.resolve(tool))) {
          script(bin.resolve(tool), "exec %s \"$@\"".formatted(found));
        }
      }
    }
  }

  private long mavenRuns() throws IOException {
    Path runs = checkout.resolve("maven-runs");
    if (!Files.exists(runs)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(runs)) {
      return lines.count();
    }
  }
}
