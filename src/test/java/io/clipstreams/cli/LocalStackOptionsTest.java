package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.local.LocalStack;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class LocalStackOptionsTest {
  @Command(name = "dev")
  private static final class Dev {
    @Mixin private LocalStackOptions options = new LocalStackOptions();
  }

  @Test
  void thePortsOfTheContractAreTheDefault() {
    LocalStackOptions options = parse();

    assertThat(options.stack()).isEqualTo(new LocalStack.Settings(9092, 8081, Optional.empty()));
    assertThat(options.httpPort()).isEqualTo(8080);
  }

  @Test
  void everyOptionIsTaken() {
    LocalStackOptions options =
        parse(
            "--kafka-port=1", "--registry-port=2", "--http-port", "0", "--data-dir", "some where");

    assertThat(options.stack())
        .isEqualTo(new LocalStack.Settings(1, 2, Optional.of(Path.of("some where"))));
    assertThat(options.httpPort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--kafka-port=-1", "--registry-port=65536", "--http-port=x"})
  void whatIsNoPortIsRefusedByName(String argument) {
    assertThatThrownBy(() -> parse(argument))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(argument.substring(0, argument.indexOf('=')));
  }

  private static LocalStackOptions parse(String... arguments) {
    Dev dev = new Dev();
    new CommandLine(dev).parseArgs(arguments);
    return dev.options;
  }
}
