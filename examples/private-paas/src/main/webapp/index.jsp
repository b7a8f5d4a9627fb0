<%@ page contentType="text/html; charset=UTF-8" import="org.example.itil.Priority" %>
<!DOCTYPE html>
<html lang="en">
  <head><title>Tickets</title></head>
  <body>
    <p>An outage for everybody has priority <%= Priority.of(1, 1) %>.</p>
    <p>Served by <%= application.getServerInfo() %>.</p>
  </body>
</html>
