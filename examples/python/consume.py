"""Reads enriched images and prints each one's embedding and best label.

    python consume.py --count 10
"""

import argparse
import math

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kafka", default="localhost:9092")
    parser.add_argument("--registry", default="http://localhost:8081/apis/ccompat/v7",
                        help="the API of Confluent's registry; Apicurio's registry has it at this path")
    parser.add_argument("--topic", default="clip.enriched-images")
    parser.add_argument("--count", type=int, default=0, help="end after so many; 0 goes on for ever")
    parser.add_argument("--timeout", type=float, default=60, help="seconds without a record before giving up")
    return parser.parse_args()


def main():
    given = options()
    deserialize = AvroDeserializer(SchemaRegistryClient({"url": given.registry}))
    consumer = Consumer({
        "bootstrap.servers": given.kafka,
        "group.id": "example-python",
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
    })
    consumer.subscribe([given.topic])
    seen = 0
    try:
        while given.count == 0 or seen < given.count:
            message = consumer.poll(given.timeout)
            if message is None:
                raise SystemExit(f"no record within {given.timeout} s")
            if message.error():
                raise SystemExit(message.error())
            if message.value() is None:
                print(f"{message.key().decode()}: withdrawn")
                continue
            image = deserialize(message.value(), SerializationContext(given.topic, MessageField.VALUE))
            vector = image["embedding"]["vector"]
            length = math.sqrt(sum(number * number for number in vector))
            best = next((labels[0] for labels in image["labels"].values() if labels), None)
            shown = f"{best['label']} ({best['probability']:.0%})" if best else "no label"
            print(f"{image['imageId']}: {len(vector)} numbers, length {length:.4f}, {shown}", flush=True)
            seen += 1
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
