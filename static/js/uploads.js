// Large files go in pieces and can be resumed (tus): after a lost network, a closed page, a server that was restarted.

const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];

function setUp(box) {
  const part = (name) => box.querySelector(`[data-upload-${name}]`);
  const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
  let upload = null;
  box.hidden = false;

  const say = (text) => { part("said").textContent = text; };
  const running = (on) => {
    part("start").disabled = on;
    part("pause").hidden = !on;
  };

  async function start() {
    const file = part("file").files[0];
    if (!file) return say("请先选择文件。");
    upload = new window.tus.Upload(file, options(file));
    // Goes on where an earlier attempt with the same file was broken off.
    const [earlier] = await upload.findPreviousUploads();
    if (earlier) upload.resumeFromPreviousUpload(earlier);
    running(true);
    say("正在上传……");
    upload.start();
  }

  function options(file) {
    return {
      endpoint: box.dataset.upload,
      chunkSize: Number(box.dataset.chunk),
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token },
      metadata: { filename: file.name, code: part("code").value },
      fingerprint: (chosen) => Promise.resolve(
        ["ltci", box.dataset.upload, part("code").value, chosen.name, chosen.size, chosen.lastModified].join("-"),
      ),
      onProgress(sent, total) {
        const percent = Math.floor((sent / total) * 100);
        part("bar").value = percent;
        say(percent < 100 ? `已上传 ${percent}%` : "已传完，正在检查……");
      },
      // What the server has looked at and refused is not sent again.
      onShouldRetry: (error) => ![403, 404, 413, 422].includes(error.originalResponse?.getStatus() ?? 0),
      onError(error) {
        running(false);
        say(reason(error));
      },
      onSuccess() {
        say("上传完成。");
        window.location.assign(window.location.pathname);
      },
    };
  }

  function reason(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()).detail;
    } catch {
      return "上传中断，文件没有丢失。网络恢复后再按“开始上传”可以接着传。";
    }
  }

  part("start").addEventListener("click", start);
  part("pause").addEventListener("click", async () => {
    await upload?.abort();
    running(false);
    say("已暂停，按“开始上传”接着传。");
  });
}

document.querySelectorAll("[data-upload]").forEach(setUp);
