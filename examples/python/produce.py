"""Sends an image and a caption of it.

    python produce.py dog.jpg "a dog that jumps over a fence"
"""

import argparse
import pathlib

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "avro"


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("caption")
    parser.add_argument("--kafka", default="localhost:9092")
    parser.add_argument("--registry", default="http://localhost:8081/apis/ccompat/v7")
    return parser.parse_args()


def main():
    given = options()
    registry = SchemaRegistryClient({"url": given.registry})
    producer = Producer({
        "bootstrap.servers": given.kafka,
        "enable.idempotence": True,
        # As Java and "clip-streams produce" do: all versions of a key must lie in one partition.
        "partitioner": "murmur2_random",
    })

    def send(topic, schema, key, event):
        serialize = AvroSerializer(registry, (SCHEMAS / f"{schema}.avsc").read_text(encoding="utf-8"))
        value = serialize(event, SerializationContext(topic, MessageField.VALUE))
        producer.produce(topic, key=key, value=value, on_delivery=report)

    def report(error, message):
        if error:
            raise SystemExit(error)
        print(f"sent {message.key().decode()} to {message.topic()}")

    image_id = given.image.name
    send("clip.images", "ImageEvent", image_id,
         {"content": given.image.read_bytes(), "uri": None, "mediaType": None, "attributes": {}})
    send("clip.captions", "CaptionEvent", f"{image_id}#caption",
         {"imageId": image_id, "text": given.caption, "attributes": {}})
    producer.flush()


if __name__ == "__main__":
    main()
