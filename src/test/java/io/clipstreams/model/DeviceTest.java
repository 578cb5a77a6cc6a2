package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void readsTheSetting() {
    assertThat(Device.parse("auto")).isEqualTo(new Device.Auto());
    assertThat(Device.parse(" CPU ")).isEqualTo(new Device.Cpu());
    assertThat(Device.parse("cuda")).isEqualTo(new Device.Cuda(0));
    assertThat(Device.parse("cuda:3")).isEqualTo(new Device.Cuda(3));
    for (String wrong : new String[] {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0"}) {
      assertThatThrownBy(() -> Device.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("clip.device is '" + wrong + "'");
    }
  }

  @Test
  void withoutCudaAutoFallsBackAndSaysWhyWhileCudaRefuses() {
    OnnxEngine.start();
    assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    DeviceChoice auto = DeviceChoice.of(new Device.Auto());
    assertThat(auto.cuda()).isEmpty();
    assertThat(auto).hasToString("cpu");
    assertThat(auto.reason()).contains("clip.device=auto").contains("mvn -P gpu");
    assertThat(DeviceChoice.of(new Device.Cpu()).reason()).isEqualTo("clip.device=cpu");
    assertThatThrownBy(() -> DeviceChoice.of(new Device.Cuda(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("clip.device=cuda:1")
        .hasMessageContaining("mvn -P gpu package")
        .hasMessageContaining("cpu or auto");
  }
}
