// A voice message: the microphone, where there is one and the browser lends it.
import { $ } from "./state.js";

const LONGEST = 120; // seconds

// Raises when there is no microphone or it is not lent.
export async function startRecording(done) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  const began = Date.now();
  let wanted = false;
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const ticking = setInterval(() => {
    drawLength(seconds());
    if (seconds() >= LONGEST) finish(true);
  }, 250);

  function finish(send) {
    wanted = send;
    clearInterval(ticking);
    if (recorder.state !== "inactive") recorder.stop();
  }

  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    $("recording").hidden = true;
    $("composer").classList.remove("is-recording");
    if (wanted && parts.length) done(new Blob(parts, { type: recorder.mimeType }), Math.max(seconds(), 1));
  };
  $("recording-stop").onclick = () => finish(true);
  $("recording-drop").onclick = () => finish(false);
  drawLength(0);
  $("recording").hidden = false;
  $("composer").classList.add("is-recording");
  recorder.start();
}

function drawLength(seconds) {
  $("recording-length").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
