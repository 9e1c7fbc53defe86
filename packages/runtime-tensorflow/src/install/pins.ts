/**
 * A wheel of the Python Package Index, pinned by version and checksum. Wheels are the only
 * published form of a current libtensorflow.
 */
export interface Pin {
  readonly project: string;
  readonly version: string;
  readonly sha256: string;
  /** The files to extract, as patterns of paths in the archive. */
  readonly take: readonly string[];
}

export type Kind = 'cpu' | 'gpu';

export const tensorflowVersion = '2.21.0';

/**
 * The disk space in bytes that an installation of a kind needs: the wheels and the extracted files.
 */
export const spaceNeeded: Readonly<Record<Kind, number>> = { cpu: 1.3e9, gpu: 9e9 };

/** The platform tags given to pip, so that every version of pip downloads the same files. */
export const wheelPlatforms = [
  'manylinux_2_27_x86_64',
  'manylinux_2_25_x86_64',
  'manylinux_2_17_x86_64',
  'manylinux2014_x86_64',
  'manylinux2010_x86_64',
] as const;

const libraries = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/THIRD_PARTY_NOTICES.txt',
  // The addon needs only these of the 13,000 headers.
  'tensorflow/include/tensorflow/c/*.h',
  'tensorflow/include/tensorflow/core/platform/ctstring*.h',
  'tensorflow/include/tsl/platform/ctstring*.h',
  'tensorflow/include/xla/tsl/c/*.h',
];

const nvidia = (
  name: string,
  version: string,
  sha256: string,
  take: readonly string[] = ['nvidia/*/lib/*.so*', '*License.txt'],
): Pin => ({
  project: `nvidia-${name}-cu12`,
  version,
  sha256,
  take,
});

/**
 * The wheels by kind. libtensorflow_framework looks for CUDA in ../nvidia relative to its own
 * folder, which is the layout of a Python installation.
 */
export const pins: Readonly<Record<Kind, readonly Pin[]>> = {
  cpu: [
    {
      project: 'tensorflow-cpu',
      version: tensorflowVersion,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      take: libraries,
    },
  ],
  gpu: [
    {
      project: 'tensorflow',
      version: tensorflowVersion,
      sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      take: libraries,
    },
    nvidia(
      'cublas',
      '12.9.3.13',
      'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
    ),
    nvidia(
      'cuda-cupti',
      '12.9.79',
      '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    ),
    nvidia(
      'cuda-nvcc',
      '12.9.86',
      '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      ['nvidia/cuda_nvcc/bin/ptxas', 'nvidia/cuda_nvcc/nvvm/libdevice/*', '*License.txt'],
    ),
    nvidia(
      'cuda-nvrtc',
      '12.9.86',
      '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    ),
    nvidia(
      'cuda-runtime',
      '12.9.79',
      '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    ),
    nvidia(
      'cudnn',
      '9.28.0.42',
      '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    ),
    nvidia('cufft', '11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'),
    nvidia(
      'curand',
      '10.3.10.19',
      '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    ),
    nvidia(
      'cusolver',
      '11.7.5.82',
      '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    ),
    nvidia(
      'cusparse',
      '12.5.10.65',
      '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    ),
    nvidia('nccl', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
    nvidia(
      'nvjitlink',
      '12.9.86',
      'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    ),
  ],
};
