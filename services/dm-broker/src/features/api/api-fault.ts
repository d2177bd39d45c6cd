/** An answer that is not a success, with EMQX's status and body. */
export class ApiFault extends Error {
  readonly status: number;
  readonly body: object | null;

  constructor(status: number, body: object | null) {
    super(`answered with ${status}`);
    this.status = status;
    this.body = body;
  }
}

const coded =
  (status: number, code: string) =>
  (message: string): ApiFault =>
    new ApiFault(status, { code, message });

export const badRequest = coded(400, 'BAD_REQUEST');
export const alreadyExists = coded(400, 'ALREADY_EXISTS');
export const invalidParameter = coded(400, 'INVALID_PARAMETER');
export const notFound = coded(404, 'NOT_FOUND');
export const internalError = coded(500, 'INTERNAL_ERROR');
export const clientidNotFound = (): ApiFault => coded(404, 'CLIENTID_NOT_FOUND')('Client ID not found');
export const unsupportedMediaType = (): ApiFault =>
  coded(415, 'UNSUPPORTED_MEDIA_TYPE')('content-type:application/json Required');
export const roleForbids = (): ApiFault => coded(403, 'UNAUTHORIZED_ROLE')("You don't have permission to access this resource");

/** A message that MQTT itself would refuse, with the reason code of MQTT 5. */
export const publishRefused = (message: string, reasonCode: number): ApiFault =>
  new ApiFault(400, { message, reason_code: reasonCode });
