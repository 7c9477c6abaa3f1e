export { elu, eluGradient } from "./activation";
export { convolve, convolveFilterGradient, convolveInputGradient, packFilter } from "./convolution";
export { matmul, packedBytes, setWork, workBytes } from "./matmul";
export { maxPoolGradient } from "./pool";
export { columnSums, segmentSum, sum } from "./reduce";
