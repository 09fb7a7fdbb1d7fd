// send_theirs URL CASES NUMBER [BODY SIGNATURE]: makes the request of a case by another client, the way
// its documentation says, and prints the message's id; of a webhook what that client reads in it.
import { readFileSync } from 'node:fs';
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { Bot } from 'grammy';

const [url, file, number, bodyFile, signatureHeader] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(file, 'utf8'))[Number(number)];

async function whatsapp() {
  const client = new WhatsAppClient({ accessToken: 'peer-token', baseUrl: url, graphVersion: 'v25.0' });
  const common = {
    phoneNumberId: '1060',
    to: '+79001234567',
    bizOpaqueCallbackData: '07000000-0000-0000-0000-000000000000',
  };
  if (!asked.template) {
    const sent = await client.messages.sendText({ ...common, body: asked.text, previewUrl: false });
    return sent.messages[0].id;
  }
  const template = { name: asked.template.name, language: { code: asked.template.language } };
  if (asked.parameters.length > 0) {
    const parameters = asked.parameters.map(([name, text]) =>
      (/^\d+$/.test(name) ? { type: 'text', text } : { type: 'text', text, parameterName: name }));
    template.components = [{ type: 'body', parameters }];
  }
  return (await client.messages.sendTemplate({ ...common, template })).messages[0].id;
}

async function telegram() {
  const bot = new Bot('123:peer', { client: { apiRoot: url } });
  const other = { link_preview_options: { is_disabled: true } };
  return String((await bot.api.sendMessage('-1001234567890', asked.text, other)).message_id);
}

function webhook() {
  const rawBody = readFileSync(bodyFile);
  if (!verifySignature({ appSecret: asked.secret, rawBody, signatureHeader })) return { is_ours: false };
  const found = normalizeWebhook(JSON.parse(rawBody.toString('utf8')));
  return {
    is_ours: true,
    messages: found.messages.map((each) => [each.id, each.text ? each.text.body : null]),
    statuses: found.statuses.map((each) => [each.id, each.status]),
  };
}

const services = { whatsapp, telegram, webhook: async () => JSON.stringify(webhook()) };
console.log(await services[asked.service]());
