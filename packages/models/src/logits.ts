import { type LayersModel, model } from "@tensorflow/tfjs-layers";

/**
 * A classifier without its last layer, the softmax; both share their weights.
 *
 * @throws {RangeError} If the last layer is not a softmax of its own.
 */
export function logitsOf(classifier: LayersModel): LayersModel {
  const output = classifier.outputs[0]!;
  if (output.sourceLayer.getClassName() !== "Softmax") {
    throw new RangeError(
      `"classifier" must end with a softmax layer of its own, as tf.layers.softmax gives, got ${output.sourceLayer.getClassName()}`,
    );
  }
  return model({ inputs: classifier.inputs, outputs: output.inputs[0]!, name: "logits" });
}
