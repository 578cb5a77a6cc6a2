// Reads enriched images and prints each one's embedding and best label.
//
//     node consume.js --count 10
import { parseArgs } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";

const { values: given } = parseArgs({
  options: {
    kafka: { type: "string", default: "localhost:9092" },
    // The API of Confluent's registry; Apicurio's registry has it at this path.
    registry: { type: "string", default: "http://localhost:8081/apis/ccompat/v7" },
    topic: { type: "string", default: "clip.enriched-images" },
    count: { type: "string", default: "0" }, // end after so many; 0 goes on for ever
    timeout: { type: "string", default: "60" }, // seconds without a record before giving up
  },
});

const registry = new SchemaRegistry({ host: given.registry });
const kafka = new Kafka({ clientId: "example-javascript", brokers: [given.kafka], logLevel: logLevel.ERROR });
// KafkaJS reads committed records only, unless told otherwise.
const consumer = kafka.consumer({ groupId: "example-javascript" });

let seen = 0;
let end;
const done = new Promise((resolve, reject) => (end = { resolve, reject }));
let timer;
const watch = () => {
  clearTimeout(timer);
  timer = setTimeout(() => end.reject(new Error(`no record within ${given.timeout} s`)), 1000 * Number(given.timeout));
};

await consumer.connect();
await consumer.subscribe({ topic: given.topic, fromBeginning: true });
watch();
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ message }) => {
    watch();
    if (given.count !== "0" && seen >= Number(given.count)) return;
    if (message.value === null) {
      console.log(`${message.key}: withdrawn`);
      return;
    }
    const image = await registry.decode(message.value);
    const vector = image.embedding.vector;
    const length = Math.hypot(...vector);
    const best = Object.values(image.labels).flat()[0];
    const shown = best ? `${best.label} (${Math.round(100 * best.probability)}%)` : "no label";
    console.log(`${image.imageId}: ${vector.length} numbers, length ${length.toFixed(4)}, ${shown}`);
    seen += 1;
    if (seen === Number(given.count)) end.resolve();
  },
});

try {
  await done;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  clearTimeout(timer);
  await consumer.disconnect();
}
