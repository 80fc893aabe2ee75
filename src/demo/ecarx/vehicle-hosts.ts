/** Hosts by model: a #5 lives on the second one (docs/protocol/ecarx-smart.md 4.3). */
export const vehicleHosts = { others: "api.ecloudeu.com", five: "apiv2.ecloudeu.com" } as const;
