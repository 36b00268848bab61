// Package benchtest measures how fast the guest server is, and how little memory a waiting guest takes. It holds benchmarks only:
// nothing imports it, and no test fails because a machine is slow.
//
// The server under test is the real program in a process of its own. The benchmarks are the load in another: guests with a browser's
// requests, moderators with the desk of the app. Beside it runs the least that a websocket server can be, so that the figures of two
// machines can be compared. docs/performance.md says how to run them and what to expect.
package benchtest
