import type { App } from './app-list.ts';
import { type Call, failure, ok, okList, type Reply, type Route } from './reply.ts';

function withApp({ gateway, params }: Call, answer: (app: App) => Reply): Reply {
  const app = gateway.apps.find(({ name }) => name === params.appname);
  return app ? answer(app) : failure(404, 'application not found');
}

function switchTo(state: App['state']) {
  return (call: Call): Reply =>
    withApp(call, (app) => {
      const isReady = state === 'ready';
      app.state = state;
      app.desiredState = state;
      app.health = isReady ? 'good' : 'wait';
      app.attributes = isReady ? ['installed', 'started'] : ['installed'];
      return ok(app);
    });
}

export const APP_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/apps', handle: ({ gateway }) => okList(gateway.apps) },
  { method: 'GET', pattern: '/apps/{appname}', handle: (call) => withApp(call, ok) },
  { method: 'PUT', pattern: '/apps/{appname}/start', handle: switchTo('ready') },
  { method: 'PUT', pattern: '/apps/{appname}/stop', handle: switchTo('stopped') },
  { method: 'PUT', pattern: '/apps/{appname}/restart', handle: switchTo('ready') },
];
