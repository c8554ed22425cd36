// The camera on the desk with a line: what it reads opens like a code that was typed.
import { scanner } from "./scan.js";

const box = document.querySelector("[data-scan]");
if (box) scanner(box, code => location.assign(`/h/${code}`));
