/** For JVMs that end within seconds: what only pays off later is left out, which halves the time of Gradle and Maven. */
export const quickJvm = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
