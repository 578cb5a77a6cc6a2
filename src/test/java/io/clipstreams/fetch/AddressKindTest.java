package io.clipstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.32.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "100.128.0.0, PUBLIC",
    "223.255.255.255, PUBLIC",
    "127.0.0.1, LOOPBACK",
    "127.255.255.254, LOOPBACK",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.127.255.255, PRIVATE",
    "169.254.169.254, LINK_LOCAL",
    "0.0.0.0, RESERVED",
    "0.1.2.3, RESERVED",
    "192.0.0.1, RESERVED",
    "192.0.2.1, RESERVED",
    "192.88.99.1, RESERVED",
    "198.18.0.1, RESERVED",
    "198.51.100.1, RESERVED",
    "203.0.113.9, RESERVED",
    "224.0.0.1, RESERVED",
    "240.0.0.1, RESERVED",
    "255.255.255.255, RESERVED",
    "2606:4700::1111, PUBLIC",
    "::1, LOOPBACK",
    "::, RESERVED",
    "fe80::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "fc00::1, PRIVATE",
    "fd00:ec2::254, PRIVATE",
    "ff02::1, RESERVED",
    "::ffff:10.0.0.1, PRIVATE",
    "::ffff:169.254.169.254, LINK_LOCAL",
    "::127.0.0.1, RESERVED",
    "64:ff9b::8.8.8.8, PUBLIC",
    "64:ff9b::10.0.0.1, PRIVATE",
    "64:ff9b:1::1, RESERVED",
    "2002:7f00:1::, RESERVED",
    "2001:0:1::1, RESERVED",
    "2001:db8::1, RESERVED",
    "3fff::1, RESERVED",
    "4000::1, RESERVED"
  })
  void addressesAreWhatIanasRegistriesSay(String address, AddressKind kind) {
    assertThat(AddressKind.of(AddressKind.parse(address))).isEqualTo(kind);
  }
}
