/** A model as its own profile describes it; `arch` decides which packages fit. */
export type Model = {
  modelName: string;
  cpu: string;
  memorySizeBytes: number;
  arch: 'armhf' | 'amd64';
  firmwareVersion: string;
  thingsproVersion: string;
  cellular: boolean;
};

const ARM_V7 = (revision: number): string => `ARMv7 Processor rev ${revision} (v7l)`;

/** Models with the versions seen on them in the field. */
export const MODELS: readonly [Model, ...Model[]] = [
  model('UC-8112A-ME-T-LX', ARM_V7(2), 1_056_120_832, '1.3.1', '2.2.1-3369'),
  model('UC-8112A-ME-T-LX-US', ARM_V7(2), 1_056_120_832, 'V1.3', '2.2.1-3369', { cellular: true }),
  model('UC-8112-LX', ARM_V7(2), 524_333_056, '3.0', '2.2.1-3381'),
  model('UC-8210-T-LX-S', ARM_V7(5), 2_116_042_752, 'V1.3', '2.2.1-3369'),
  model('UC-8220-T-LX-EU-S', ARM_V7(5), 2_116_042_752, '1.5', '2.2.1-3369', { cellular: true }),
  model('UC-3111-T-EU-LX', ARM_V7(2), 524_333_056, '1.3', '2.3.0-3571', { cellular: true }),
  model('AIG-301-T-AP-AZU-LX', ARM_V7(5), 2_116_042_752, '1.6.0', '2.5.0-4404', { cellular: true }),
  model('AIG-501-T-LX', 'Intel Atom(R) Processor E3845', 4_026_531_840, '1.5.0', '2.6.0-4499', { arch: 'amd64' }),
];

function model(
  modelName: string,
  cpu: string,
  memorySizeBytes: number,
  firmwareVersion: string,
  thingsproVersion: string,
  differs: Partial<Pick<Model, 'arch' | 'cellular'>> = {},
): Model {
  return { modelName, cpu, memorySizeBytes, arch: 'armhf', firmwareVersion, thingsproVersion, cellular: false, ...differs };
}
