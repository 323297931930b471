// A photo of the camera becomes a small JPEG that holds nothing but the picture; its SHA-256 is its name from then on.
import * as store from "./store.js";

const LONGEST = 1280, THUMB = 96, QUALITIES = [0.72, 0.55, 0.4], MOST = 280_000;
// Photos that found no room on the phone: they stay here while the program runs, and go into a saved file.
export const unsaved = new Map();

export async function take(file) {
  const canvas = await drawn(file, LONGEST);
  let blob;
  for (const quality of QUALITIES) {
    blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob.size <= MOST) break;
  }
  return keep(await blob.arrayBuffer(), small(canvas));
}
export async function take_drawing(canvas) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.6));
  return keep(await blob.arrayBuffer(), small(canvas));
}
export async function keep(bytes, thumb) {
  const photo = { sha256: hex(await crypto.subtle.digest("SHA-256", bytes)), bytes, thumb };
  try {
    await store.put("photos", photo);
    unsaved.delete(photo.sha256);
  } catch (error) {
    unsaved.set(photo.sha256, photo);
    if (!(error instanceof store.NoRoom)) throw error;
  }
  return photo.sha256;
}
export const find = async (sha256) => unsaved.get(sha256) ?? (await store.get("photos", sha256));
export async function save_unsaved() {
  for (const photo of [...unsaved.values()]) {
    await store.put("photos", photo);
    unsaved.delete(photo.sha256);
  }
}
async function drawn(file, longest) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.max(1, Math.round(picture.width * share)), height: Math.max(1, Math.round(picture.height * share)),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}
function small(source) {
  const share = THUMB / Math.max(source.width, source.height);
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, source.width * share), height: Math.max(1, source.height * share) });
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.6);
}
export const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
