/** What is taken of cars of which nothing else is said, because most is recorded of them. */
export { smartReading as usualReading } from "./smart";
