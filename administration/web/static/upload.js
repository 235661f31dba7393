// Sends the files of a form by the tus protocol, so that a cut connection costs nothing.
// Without this script the form sends them at once.
"use strict";
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.tus) return;
  const line = document.getElementById("progress");
  const bar = line.querySelector("progress");
  const said = line.querySelector("output");
  const problem = document.getElementById("problem");
  const button = form.querySelector("button.act");
  const token = form.elements.form_token.value;

  const complain = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  };

  const begin = async () => {
    const body = new FormData(form);
    body.delete("files");
    body.set("script", "1");
    const answer = await fetch(form.action, { method: "POST", body });
    const document_ = await answer.json();
    if (!answer.ok) throw new Error(document_.message);
    return document_.id;
  };

  const send = (file, incoming, told) => new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: "/api/v1/uploads",
      chunkSize: 8 * 1024 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000],
      headers: { "X-Form-Token": token },
      metadata: { filename: file.webkitRelativePath || file.name, incoming },
      fingerprint: () => Promise.resolve(["muniment", incoming, file.name, file.size].join("|")),
      removeFingerprintOnSuccess: true,
      onProgress: told,
      onShouldRetry: (error) => {
        complain(form.dataset.cut);
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        return status === 0 || status === 423 || status === 409 || status >= 500;
      },
      onSuccess: () => { complain(""); resolve(); },
      onError: (error) => {
        let sentence = error.message;
        try {
          sentence = JSON.parse(error.originalResponse.getBody()).title || sentence;
        } catch { /* no problem document came: the library's own sentence is all there is */ }
        reject(new Error(sentence));
      },
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain("");
    button.disabled = true;
    const files = [...form.elements.files.files];
    const total = files.reduce((sum, file) => sum + file.size, 0) || 1;
    let done = 0;
    line.hidden = false;
    const tell = (bytes) => {
      const percent = Math.floor((100 * (done + bytes)) / total);
      bar.value = percent;
      said.textContent = `${percent} %`;
    };
    try {
      const incoming = form.dataset.incoming || (form.dataset.incoming = await begin());
      for (const file of files) {
        await send(file, incoming, tell);
        done += file.size;
        tell(0);
      }
      const last = document.createElement("form");
      last.method = "post";
      last.action = `/submissions/${incoming}/hand-in`;
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "form_token";
      field.value = token;
      last.append(field);
      document.body.append(last);
      last.submit();
    } catch (error) {
      complain(error.message);
      button.disabled = false;
    }
  });
})();
