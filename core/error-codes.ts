/** One entry per code: what happened in a few words, and what to do about it. */
export interface ErrorEntry {
  title: string;
  hint: string;
}

/**
 * Every code of the kit. Families: RM10xx network, RM11xx markup, RM20xx manifest, RM23xx run, RM30xx Python,
 * RM41xx microphone, RM42xx files, RM43xx playing and handing on, RM50xx environment. `docs/errors.md` is generated from this table.
 */
export const errorCodes = {
  RM1001: { title: 'Network failure', hint: 'A file of the kit could not be fetched. Check the connection and try again.' },
  RM1002: { title: 'File not found on the server', hint: 'Check that the kit was uploaded whole and that its base URL is right (<meta name="rm-base"> or data-rm-base).' },
  RM1003: { title: 'Refused across origins', hint: 'The other server must send "Access-Control-Allow-Origin: *" with its files, or be reachable at all.' },
  RM1004: { title: 'Integrity check failed', hint: 'The file differs from the one the page expects. Update the integrity value, or the file on the server.' },
  RM1005: { title: 'Not the runtime', hint: 'What arrived is cut off or no WebAssembly module. Upload remotemedia_runtime.wasm again, in binary mode, and clear caches.' },
  RM1006: { title: 'Offline', hint: 'The browser has no connection. Try again once it is back; an element does so by itself.' },
  RM1007: { title: 'Server error', hint: 'The server cannot deliver the file at the moment. Try again later.' },
  RM1008: { title: 'Address not allowed', hint: 'Add its origin, or the beginning of the address, to the allow-list: fetchNode({ allow: ["https://…"] }).' },
  RM1009: { title: 'Answer too long', hint: 'Ask for less, or raise the limit: fetchNode({ maxBytes: … }).' },
  RM1010: { title: 'The frame does not answer', hint: 'Check its address, and that its server lets it be framed (X-Frame-Options, frame-ancestors). In a sandbox without allow-same-origin the files of the kit need "Access-Control-Allow-Origin: *".' },

  RM1101: { title: 'Python outside its script element', hint: 'Put the code into <script type="text/x-python">…</script> inside rm-python; plain text loses its line breaks and < signs.' },
  RM1102: { title: 'Element outside its pipeline', hint: 'Put it inside <rm-pipeline> or name one with pipeline="id". Paragraph filters and tables move elements: wrap the pipeline in a <div>.' },
  RM1103: { title: 'Element swallowed the following ones', hint: 'Custom elements need a closing tag: write <rm-node …></rm-node>, not <rm-node … />.' },
  RM1104: { title: 'Two nodes have the same id', hint: 'Give every node of the pipeline an id of its own.' },
  RM1105: { title: 'Link to an unknown id', hint: 'Check the spelling of from, to and pipeline attributes.' },
  RM1106: { title: 'Your editor changed the quotes', hint: 'Replace typographic quotes and dashes in the code by plain ones ( " \' - ), or load the code with src="…".' },
  RM1107: { title: 'Markup inside the code', hint: 'A filter of the site added tags or escaped characters. Load the code with src="…", or use encoding="base64".' },
  RM1108: { title: 'Which Python class is the node?', hint: 'The script must define exactly one public class, or the type attribute must name one.' },
  RM1109: { title: 'No such element', hint: 'Check the spelling of the tag.' },
  RM1110: { title: 'Line breaks or indentation missing', hint: 'If the source of the page has them, a minifier of the site takes them out: load the code with src="…", or use encoding="base64".' },
  RM1111: { title: 'Address that cannot be embedded', hint: 'Give rm-embed the http or https address of a page as src.' },
  RM1112: { title: 'No pipeline to embed', hint: 'Name a manifest on the origin of embed.html: embed.html?src=pipeline.json, or manifest="pipeline.json" on rm-embed. A sandbox needs allow-scripts.' },
  RM1113: { title: 'Name of a built-in node', hint: 'Rename the class, and the type attribute if it names the class: the runtime knows a node of that name and would run it in place of your code.' },

  RM2001: { title: 'Not JSON', hint: 'Check commas, quotes and brackets at the place named.' },
  RM2002: { title: 'Not a manifest', hint: 'A manifest needs version, metadata.name, nodes and connections.' },
  RM2003: { title: 'The graph cannot run', hint: 'Check the ids in connections, and that no path leads back to its start.' },
  RM2004: { title: 'Unknown node type', hint: 'There is no such node in the runtime, and no module of the manifest defines a class of that name.' },

  RM2301: { title: 'Time limit', hint: 'The pipeline was stopped. Look for an endless loop, send smaller items, or raise the timeout.' },
  RM2302: { title: 'Out of memory', hint: 'The pipeline was stopped. Send smaller items, or keep less between them.' },
  RM2303: { title: 'The runtime crashed', hint: 'It is replaced before the next run. Very deep recursion through built-in functions is a frequent cause.' },
  RM2304: { title: 'Cancelled', hint: 'Nothing went wrong: the run was stopped.' },
  RM2305: { title: 'The worker failed', hint: 'It is replaced before the next run. Try again.' },
  RM2306: { title: 'Call out of order', hint: 'The call does not fit the state or the graph of the session. After its end, open a new one.' },
  RM2307: { title: 'Item that cannot be sent', hint: 'Items are JSON values, audio, tensors, strings or bytes.' },
  RM2308: { title: 'Too much output', hint: 'A node gave more for one item than the limits allow. Look for a generator that does not end, or raise outputItems or outputBytes.' },
  RM2309: { title: 'Nested too deep', hint: 'The value has more levels of arrays and objects in each other than the limit allows. Flatten it.' },
  RM2310: { title: 'A node failed', hint: 'Check the input and the parameters of the node named.' },
  RM2311: { title: 'Not a program that runs here', hint: 'A WasiNode runs commands built for wasm32-wasip1. Threads, sockets and processes (WASIX) need engine="wasmer".' },
  RM2312: { title: 'Not a node type', hint: 'Give it a name of its own, and a process function.' },
  RM2399: { title: 'Unexpected failure', hint: 'This is a fault of the kit. Please report it with the text of this message.' },

  RM3001: { title: 'Python syntax error', hint: 'Correct the line named.' },
  RM3002: { title: 'Python exception', hint: 'The traceback shows where in your code it was raised.' },
  RM3003: { title: 'Python module missing', hint: 'The runtime holds the standard library (without sockets, threads and subprocesses) and the modules of the manifest.' },

  RM4101: { title: 'Microphone refused', hint: 'Allow it for this page behind the symbol beside the address, and in the settings of the system. Then try again.' },
  RM4102: { title: 'Microphone not allowed yet', hint: 'The question was closed without an answer. Start again and choose “Allow”.' },
  RM4103: { title: 'No microphone without https', hint: 'Open the page over https://, or from http://localhost while you develop.' },
  RM4104: { title: 'This browser cannot record', hint: 'Use a current Chrome, Edge, Firefox or Safari; browsers inside of other apps often have no microphone.' },
  RM4105: { title: 'No microphone in a sandbox', hint: 'Add allow-same-origin to the sandbox attribute of the frame, or open the page in a tab of its own.' },
  RM4106: { title: 'No microphone found', hint: 'Connect one, or switch it on in the settings of the system. Then try again.' },
  RM4107: { title: 'Microphone in use', hint: 'Another program, or the system, holds it. Close what records elsewhere and try again.' },
  RM4108: { title: 'Microphone gone', hint: 'It was unplugged or switched off. What was recorded until then is kept.' },
  RM4109: { title: 'Sound does not start', hint: 'The browser holds sound back until the page is used. Click once more.' },

  RM4201: { title: 'Empty file', hint: 'Choose a file that has content.' },
  RM4202: { title: 'Not an audio file', hint: 'Choose WAV, MP3, Ogg, FLAC, M4A or another format this browser plays.' },
  RM4203: { title: 'Too long or too large', hint: 'Cut it into shorter parts, or raise the limit.' },
  RM4204: { title: 'Truncated audio file', hint: 'The end of the file is missing. Copy or record it again.' },
  RM4205: { title: 'File cannot be read', hint: 'It may have been moved or changed since it was chosen. Choose it again.' },

  RM4301: { title: 'Copying is not allowed', hint: 'Pages may copy only over https, in answer to a click, and in a frame only with allow="clipboard-write". Select the text and copy it by hand.' },
  RM4302: { title: 'Cannot be played', hint: 'Use a file this browser plays (WAV, MP3, Ogg, FLAC, M4A), and check its address.' },
  RM4303: { title: 'Playing waits for you', hint: 'Browsers start no sound before the page is used. Press Play.' },
  RM4304: { title: 'Sharing is not possible here', hint: 'Use the download instead.' },
  RM4305: { title: 'Unknown format', hint: 'The formats are txt, srt, vtt, ttml, json, csv and html.' },

  RM5001: { title: 'The page forbids WebAssembly', hint: 'Add \'wasm-unsafe-eval\' to script-src of the Content-Security-Policy.' },
  RM5002: { title: 'The page forbids the worker', hint: 'Allow it in the Content-Security-Policy: worker-src \'self\', or worker-src blob: and script-src with the kit\'s origin when it comes from another one.' },
  RM5003: { title: 'The page forbids the audio worklet', hint: 'Add the origin of the kit\'s files (or blob:) to script-src of the Content-Security-Policy: worklets fall under it, not under worker-src.' },
  RM5004: { title: 'The page requires Trusted Types', hint: 'Add the kit\'s policy to the Content-Security-Policy: trusted-types rm-kit lit-html.' },
  RM5005: { title: 'The page forbids the microphone', hint: 'Send "Permissions-Policy: microphone=(self)" with the page, or no such header; in a frame, add allow="microphone" to the iframe.' },
  RM5006: { title: 'Opened as a file', hint: 'Browsers load no modules into a page that was opened as a file. Serve its folder, for example with "python3 -m http.server" or "npx serve".' },
  RM5007: { title: 'No WebAssembly', hint: 'This browser cannot run the kit. Use a current one.' },
  RM5008: { title: 'The page forbids the kit\'s scripts', hint: 'Add the origin of the kit to script-src of the Content-Security-Policy.' },
  RM5009: { title: 'The page forbids fetching', hint: 'Add the origin of the kit\'s files to connect-src of the Content-Security-Policy.' },
  RM5011: { title: 'The page is not isolated', hint: 'engine="wasmer" needs a page that is sent with "Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: credentialless" (or require-corp), or with "Document-Isolation-Policy: isolate-and-credentialless", which Chromium alone knows. The default engine needs no headers.' },
  RM5012: { title: 'The page forbids the Wasmer SDK', hint: 'The SDK makes functions of text: add \'unsafe-eval\' to script-src of the Content-Security-Policy, or use the default engine, which makes none.' },
  RM5013: { title: 'Wasmer SDK not found', hint: 'Put the npm package @wasmer/sdk 0.16 beside the kit\'s files, as the folder wasmer/, or name the address of its dist/index.js: wasmer-sdk="…" on rm-pipeline, or <meta name="rm-wasmer-sdk">. From another origin it must come with "Access-Control-Allow-Origin: *".' },
  RM5014: { title: 'The Wasmer SDK does not run', hint: 'Use @wasmer/sdk 0.16 as npm has it, with all its files, or the default engine.' },
  RM5015: { title: 'No such choice', hint: 'Write engine="worker", "inline" or "wasmer", runtime="isolated" or "shared", cache="default", "none" or "persist", or leave it out.' },
  RM5016: { title: 'The page forbids the frame', hint: 'Add the origin of the framed page to frame-src of the Content-Security-Policy.' },
} as const satisfies Record<string, ErrorEntry>;



export type RmErrorCode = keyof typeof errorCodes;
