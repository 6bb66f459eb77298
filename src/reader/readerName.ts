/** Whether `name` contains `wanted`, capitals and small letters alike; every name when it is absent. */
export function isNamed(name: string, wanted: string | undefined): boolean {
  return wanted === undefined || name.toLowerCase().includes(wanted.toLowerCase());
}
