/** The door of subscriptions: what runs behind, and the routes. */
export { startDelivery } from './deliver.ts'
export { notifySubscribers, startIntervals } from './notify.ts'
export { subscriptionRoutes } from './routes.ts'
export { seeAs } from './see-as.ts'
export { openSender } from './send.ts'
export { forgetDelivered } from './store.ts'
