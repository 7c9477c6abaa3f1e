import { describe, expect, it } from "vitest";

import { type CorpusName, type Recording, grammars } from "../src/parts/corpora.js";

type Expected = Omit<Recording, "path">;

// From the descriptions of the corpora.
const names: readonly [CorpusName, string, Expected][] = [
  ["ravdess", "Actor_12/03-01-06-01-02-01-12.wav", { id: "03-01-06-01-02-01-12", speaker: "12", emotion: "fearful" }],
  ["emo-db", "wav/03a01Fa.wav", { id: "03a01Fa", speaker: "03", emotion: "happy" }],
  ["emo-db", "wav/16b10Wb.wav", { id: "16b10Wb", speaker: "16", emotion: "angry" }],
  ["emo-db", "wav/08a02La.wav", { id: "08a02La", speaker: "08", emotion: "bored" }],
  ["emo-db", "10a05Ea.wav", { id: "10a05Ea", speaker: "10", emotion: "disgust" }],
  ["emo-db", "10a05Ad.wav", { id: "10a05Ad", speaker: "10", emotion: "fearful" }],
  ["emo-db", "11b03Tc.wav", { id: "11b03Tc", speaker: "11", emotion: "sad" }],
  ["emo-db", "11b03Na.wav", { id: "11b03Na", speaker: "11", emotion: "neutral" }],
  ["crema-d", "AudioWAV/1001_DFA_ANG_XX.wav", { id: "1001_DFA_ANG_XX", speaker: "1001", emotion: "angry" }],
  ["crema-d", "1091_IEO_FEA_LO.wav", { id: "1091_IEO_FEA_LO", speaker: "1091", emotion: "fearful" }],
  ["crema-d", "1040_ITH_SAD_X.wav", { id: "1040_ITH_SAD_X", speaker: "1040", emotion: "sad" }],
  ["tess", "OAF_Pleasant_surprise/OAF_back_ps.wav", { id: "OAF_back_ps", speaker: "OAF", emotion: "surprised" }],
  ["tess", "YAF_fear/YAF_dog_fear.wav", { id: "YAF_dog_fear", speaker: "YAF", emotion: "fearful" }],
  ["tess", "OAF_angry/OA_bite_neutral.wav", { id: "OA_bite_neutral", speaker: "OAF", emotion: "neutral" }],
  ["savee", "DC/sa13.wav", { id: "DC_sa13", speaker: "DC", emotion: "sad" }],
  ["savee", "ALL/KL_su01.wav", { id: "KL_su01", speaker: "KL", emotion: "surprised" }],
  ["savee", "JE/a15.wav", { id: "JE_a15", speaker: "JE", emotion: "angry" }],
];

const strangers: readonly [CorpusName, string][] = [
  ["ravdess", "Actor_12/03-02-06-01-02-01-12.wav"],
  ["ravdess", "Actor_12/03-01-06-01-02-01-12.mp4"],
  ["ravdess", "README.md"],
  ["emo-db", "03a01Xa.wav"],
  ["emo-db", "03a01Fa.lab"],
  ["crema-d", "1001_DFA_BOR_XX.wav"],
  ["crema-d", "SentenceFilenames.csv"],
  ["tess", "OAF_back_bored.wav"],
  ["tess", "XAF_back_angry.wav"],
  ["savee", "DC/x01.wav"],
  ["savee", "AB/a01.wav"],
];

describe("grammars", () => {
  it.each(names)("reads a name of %s, %s", (corpus, path, expected) => {
    expect(grammars[corpus](path)).toEqual({ ...expected, path });
  });

  it.each(strangers)("passes over what is no recording of %s, %s", (corpus, path) => {
    expect(grammars[corpus](path)).toBeUndefined();
  });
});
