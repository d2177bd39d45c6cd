import type { RequestHandler } from 'express';

/** The authority's certificate, as a file that an operator puts on a gateway. It is public. */
export const caCertificate =
  (pem: string): RequestHandler =>
  (_req, res) => {
    res.locals.route = '/ca.crt';
    res
      .type('application/x-x509-ca-cert')
      .attachment('tpedm-ca.crt')
      .send(Buffer.from(`${pem}\n`));
  };
