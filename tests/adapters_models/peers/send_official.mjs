// send_official.mjs URL CASE: makes the request of a case by the official client, the way its
// documentation says, and prints the text that the client finds in the answer.
import { readFileSync } from 'node:fs';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

const [url, file, number] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(file, 'utf8'))[Number(number)];
const names = asked.fields.map((field) => field.name);

function schemaOf(isUpper) {
  const properties = {};
  for (const field of asked.fields) {
    const type = field.type === 'integer' ? 'integer' : 'string';
    properties[field.name] = { type: isUpper ? type.toUpperCase() : type };
    if (field.description) properties[field.name].description = field.description;
    if (field.choices) properties[field.name].enum = field.choices;
  }
  return { type: isUpper ? 'OBJECT' : 'object', properties, required: names };
}

async function gemini() {
  const client = new GoogleGenAI({ apiKey: 'peer-key', httpOptions: { baseUrl: url } });
  const config = {
    maxOutputTokens: Math.max(2048, asked.answer_tokens_max + 2048),
    responseMimeType: 'application/json',
  };
  if (asked.schema === 'response_schema') {
    config.responseSchema = { ...schemaOf(true), propertyOrdering: names };
  } else {
    config.responseJsonSchema = { ...schemaOf(false), additionalProperties: false };
  }
  if (asked.instructions) config.systemInstruction = asked.instructions;
  if (asked.thinking_level) config.thinkingConfig = { thinkingLevel: asked.thinking_level.toUpperCase() };
  if ('thinking_budget' in asked) config.thinkingConfig = { thinkingBudget: asked.thinking_budget };
  if ('temperature' in asked) config.temperature = asked.temperature;
  if (asked.safety) config.safetySettings = asked.safety;
  const answer = await client.models.generateContent({ model: asked.model, contents: asked.prompt, config });
  return answer.text;
}

async function openai() {
  const client = new OpenAI({ apiKey: 'peer-key', baseURL: `${url}/v1`, maxRetries: 0 });
  const messages = [{ role: 'user', content: asked.prompt }];
  if (asked.instructions) messages.unshift({ role: 'system', content: asked.instructions });
  const schema = { ...schemaOf(false), additionalProperties: false };
  const body = {
    model: asked.model,
    messages,
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    [asked.tokens_field]: asked.answer_tokens_max,
  };
  if ('temperature' in asked) body.temperature = asked.temperature;
  if (asked.reasoning_effort) body.reasoning_effort = asked.reasoning_effort;
  const answer = await client.chat.completions.create(body);
  return answer.choices[0].message.content;
}

console.log(await (asked.service === 'gemini' ? gemini() : openai()));
