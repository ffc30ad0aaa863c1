// Reads the contract, an OpenAPI document, as what the reference shows of it. Draws nothing.

import { control } from "./sandbox.js";

/** The contract of this sandbox. */
export async function readContract() {
  return new Contract(await control("contract.json"));
}

class Contract {
  constructor(document) {
    this.document = document;
  }

  get title() {
    return this.document.info.title;
  }

  get version() {
    return this.document.info.version;
  }

  get description() {
    return this.document.info.description;
  }

  /** The headers that sign a request: `{name, description}`. */
  get signingHeaders() {
    return Object.values(this.document.components?.securitySchemes ?? {})
      .filter((scheme) => scheme.in === "header")
      .map(({ name, description }) => ({ name, description }));
  }

  /** All operations, in the order of the document. */
  get operations() {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => ["get", "put", "post", "delete", "patch"].includes(method))
        .map(([method, operation]) => this.#operation(path, method, operation)));
  }

  #operation(path, method, operation) {
    const request = jsonOf(operation.requestBody);
    const reply = jsonOf(Object.values(operation.responses ?? {}).find((response) => jsonOf(response)));
    return {
      id: operation.operationId,
      path,
      method: method.toUpperCase(),
      summary: operation.summary ?? operation.operationId,
      description: operation.description,
      effect: operation["x-m7-effect"],
      typicalMs: operation["x-m7-typical-ms"],
      basis: operation["x-m7-basis"],
      note: operation["x-m7-note"],
      request: this.schema(request?.schema),
      requestExample: exampleOf(request),
      reply: this.schema(reply?.schema),
      replyExample: exampleOf(reply),
    };
  }

  /** A schema with its references followed and its parts put together. */
  schema(schema) {
    if (!schema) return { properties: [] };
    const whole = this.#whole(schema);
    const required = new Set(whole.required ?? []);
    return {
      name: whole.name,
      type: this.#typeOf(schema),
      nullable: whole.nullable === true,
      description: whole.description,
      basis: whole["x-m7-basis"],
      note: whole["x-m7-note"],
      open: whole["x-m7-open"] === true,
      blankIsAbsent: whole["x-m7-blank-is-absent"] === true,
      values: (whole.enum ?? []).map((value, at) => ({ value, name: whole["x-enum-varnames"]?.[at] })),
      properties: Object.entries(whole.properties ?? {}).map(([name, property]) => ({
        name,
        required: required.has(name),
        schema: property,
      })),
      items: whole.items,
    };
  }

  #whole(schema) {
    if (schema.$ref) {
      const name = schema.$ref.split("/").at(-1);
      const { $ref, ...beside } = schema;
      return { name, ...this.#whole(this.document.components.schemas[name] ?? {}), ...beside };
    }
    if (!schema.allOf) return schema;
    return [...schema.allOf.map((part) => this.#whole(part)), { ...schema, allOf: undefined }]
      .reduce((whole, part) => ({
        ...whole,
        ...part,
        name: whole.name && part.name ? undefined : schema.name,
        properties: { ...whole.properties, ...part.properties },
        required: [...(whole.required ?? []), ...(part.required ?? [])],
      }), {});
  }

  #typeOf(schema) {
    const whole = this.#whole(schema);
    if (whole.type === "array") return `array of ${this.#typeOf(whole.items ?? {})}`;
    if (whole.properties) return whole.name ?? "object";
    if (whole.enum) return `${whole.type}, ${whole["x-m7-open"] ? "open enum" : "enum"}`;
    return [whole.type ?? "any", whole.format].filter(Boolean).join(", ");
  }
}

function jsonOf(content) {
  return content?.content?.["application/json"];
}

function exampleOf(content) {
  if (!content) return undefined;
  return content.example ?? Object.values(content.examples ?? {}).find((one) => "value" in one)?.value;
}
